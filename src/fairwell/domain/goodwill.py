"""A refund that no rule gives: an amount that the vendor's people grant of their own accord."""

from fairwell.domain.refund_decision import RefundDecision, RefundLine
from fairwell.domain.refunds import NotEnoughRefundableError, Refundable, allocate
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import local_date


def decide_goodwill(
    facts: SubscriptionFacts,
    *,
    amount_minor: int,
    order_number: str | None,
) -> RefundDecision | Refusal:
    """Spread `amount_minor` over the subscription's payments, latest first, or over one order's.

    Disputed payments give nothing. Refuses an amount that is not above zero or that the payments
    no longer hold, and an order that is not the subscription's.
    """
    charges = [c for c in facts.charges if order_number in (None, c.order_number)]
    if not charges:
        return Refusal("order_unknown", {"order": order_number})
    held = [
        Refundable(
            payment_id=str(charge.payment_id),
            charged_at=charge.charged_at,
            refundable_minor=charge.refundable_minor,
            currency=charge.currency,
        )
        for charge in charges
        if not charge.disputed
    ]
    if amount_minor <= 0:
        return Refusal("amount_not_positive")
    try:
        parts = {part.payment_id: part.amount_minor for part in allocate(amount_minor, held)}
    except NotEnoughRefundableError as short:
        return Refusal("amount_above_rest", {"available": short.available_minor})
    lines = tuple(
        RefundLine(
            payment_id=charge.payment_id,
            order_number=charge.order_number,
            charged_on=local_date(charge.charged_at, facts.zone),
            captured_minor=charge.captured_minor,
            refunded_before_minor=charge.captured_minor - charge.refundable_minor,
            refund_minor=parts[str(charge.payment_id)],
            finding=None,
        )
        for charge in charges
        if str(charge.payment_id) in parts
    )
    return RefundDecision(currency=facts.currency, lines=lines)
