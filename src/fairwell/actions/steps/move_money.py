"""The kinds of movement in the ledger, each with its two accounts: no other can be written."""

from datetime import datetime

from fairwell.models import Payment, RefundAllocation, Transfer

# kind: (debited account, credited account)
MOVEMENTS = {
    "payment_captured": ("cash", "revenue"),
    "refunded_before_import": ("refunds", "cash"),
    "refund_instructed": ("refunds", "refunds_payable"),
    "refund_submitted": ("refunds_payable", "refunds_clearing"),
    "refund_settled": ("refunds_clearing", "cash"),
    "refund_failed": ("refunds_clearing", "other_routes_payable"),
    "refund_rerouted": ("other_routes_payable", "cash"),
}


def payment_transfer(kind: str, payment: Payment, amount_minor: int, *, at: datetime) -> Transfer:
    """An unsaved transfer about a payment; the caller writes many at once."""
    debit, credit = MOVEMENTS[kind]
    return Transfer(
        kind=kind,
        debit=debit,
        credit=credit,
        currency=payment.currency,
        amount_minor=amount_minor,
        at=at,
        payment=payment,
    )


def move_money(kind: str, allocation: RefundAllocation, *, at: datetime) -> Transfer:
    """Write one transfer of a refund's allocation; the schema lets each kind happen to it once."""
    debit, credit = MOVEMENTS[kind]
    return Transfer.objects.create(
        kind=kind,
        debit=debit,
        credit=credit,
        currency=allocation.payment.currency,
        amount_minor=allocation.amount_minor,
        at=at,
        payment_id=allocation.payment_id,
        refund_id=allocation.refund_id,
        allocation=allocation,
    )
