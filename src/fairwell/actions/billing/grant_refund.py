"""Grant a refund that no rule gives: an amount decided by the vendor's people."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.goodwill import decide_goodwill
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Case, Refund


@transaction.atomic(durable=True)
def grant_refund(
    *,
    subscription_id: int,
    amount_minor: int,
    order_number: str | None,
    note: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Refund:
    """Instruct a refund of `amount_minor`, latest payment first, and return it; repeats by key.

    The service goes on. Open reviews of the orders are closed: this is their answer. Raises
    RefusedError (order_unknown, amount_not_positive, amount_above_rest); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    standing = subscription.refunds.filter(idempotency_key=f"refund:{idempotency_key}").first()
    if standing is not None:
        return standing
    decided = decide_goodwill(
        facts_now(subscription), amount_minor=amount_minor, order_number=order_number
    )
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    asked = Asked(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        reason_code="goodwill",
        reason_text=note,
    )
    refund = confirm_refund(subscription, decided, (), asked)
    Case.objects.filter(
        subscription=subscription,
        kind="refund_review",
        state="open",
        invoice__number__in=[line.order_number for line in decided.lines],
    ).update(state="closed", closed_at=at, resolution=refund.reference)
    return refund
