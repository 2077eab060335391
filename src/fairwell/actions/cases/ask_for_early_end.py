"""A subscriber asks to be let go before the contract can end, for a good reason of theirs."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import facts_now, locked_subscription, the_vendor
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.domain.contract import decide_asking
from fairwell.domain.refusal import RefusedError
from fairwell.models import Case
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def ask_for_early_end(
    *,
    subscription_id: int,
    message: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Case:
    """Open a case for a person to decide, and acknowledge it; while one is open, return that one.

    Nothing ends by asking, and a cancellation for the contract's end may be made beside it. Raises
    RefusedError (already_ended, may_end_now); nothing is then written.
    """
    del idempotency_key  # a subscription has at most one such case open
    subscription = locked_subscription(subscription_id)
    kind = "early_end"
    standing = Case.objects.filter(subscription=subscription, kind=kind, state="open").first()
    if standing is not None:
        return standing
    refused = decide_asking(facts_now(subscription), pinned_packs(subscription_id), at=at)
    if refused is not None:
        raise RefusedError(refused)
    case = open_case(kind, subscription, at=at, message=message)
    append_event(
        subscription,
        "early_end_asked",
        at=at,
        actor=actor,
        channel=channel,
        data={"case": case.reference},
    )
    customer = subscription.customer
    queue_notice(
        "early_end_asked",
        key=f"case:{case.reference}",
        to_email=customer.email,
        language=letter_language(customer, the_vendor(), language),
        at=at,
        customer=customer,
        subscription=subscription,
        context={"case": case.reference},
    )
    return case
