"""Turn automatic renewal off; the service stays to the end of what is paid for."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event, iso
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.actions.steps.state_content import credit_content
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.renewal import decide_renewal_off
from fairwell.models import Statement
from fairwell.queries.credit_left import credit_at_end


@transaction.atomic(durable=True)
def turn_off_renewal(
    *,
    subscription_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Statement:
    """Switch renewal off and return the sealed statement; asked again, the one that stands.

    Raises RefusedError (already_ended, cancelled_undo_first); nothing is then written.
    """
    del idempotency_key  # renewal that is off cannot be turned off twice: the state is the key
    subscription = locked_subscription(subscription_id)
    decided = decide_renewal_off(facts_now(subscription), at=at)
    if isinstance(decided, Refusal):
        told = subscription.statements.filter(kind="renewal_off").order_by("-pk").first()
        if decided.code == "already_off" and told is not None:
            return told
        raise RefusedError(decided)
    append_event(
        subscription,
        "renewal_turned_off",
        at=at,
        actor=actor,
        channel=channel,
        data={"ends_at": iso(decided.ends_at), "renewal": decided.renewal},
    )
    return confirm_change(
        "renewal_off",
        subscription,
        at=at,
        actor=actor,
        channel=channel,
        language=language,
        next_charge=next(iter(decided.further_charges), None),
        content=credit_content(credit_at_end(subscription)),
    )
