"""Turn automatic renewal on again, while the paid term still runs."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.renewal import decide_renewal_on
from fairwell.models import Statement


@transaction.atomic(durable=True)
def turn_on_renewal(
    *,
    subscription_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Statement:
    """Switch renewal on and return the sealed statement; asked again, the one that stands.

    Raises RefusedError (already_ended, cancelled_undo_first, term_over); nothing is then written.
    """
    del idempotency_key  # renewal that is on cannot be turned on twice: the state is the key
    subscription = locked_subscription(subscription_id)
    decided = decide_renewal_on(facts_now(subscription), at=at)
    if isinstance(decided, Refusal):
        told = subscription.statements.filter(kind="renewal_on").order_by("-pk").first()
        if decided.code == "already_on" and told is not None:
            return told
        raise RefusedError(decided)
    append_event(
        subscription,
        "renewal_turned_on",
        at=at,
        actor=actor,
        channel=channel,
        data={},
    )
    return confirm_change(
        "renewal_on",
        subscription,
        at=at,
        actor=actor,
        channel=channel,
        language=language,
        next_charge=decided.next_charge,
    )
