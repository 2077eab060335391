"""Movements of money, each of a kind that the chart of accounts knows: no other can be written."""

from datetime import datetime
from typing import Any

from fairwell.domain.ledger.accounts import CreditTo, movement
from fairwell.models import Payment, RefundAllocation, Transfer


def transfer(
    kind: str,
    amount_minor: int,
    currency: str,
    *,
    at: datetime,
    to: CreditTo | None = None,
    **subject: Any,
) -> Transfer:
    """An unsaved transfer between the accounts of its kind; `subject` is the row it is about."""
    debit, credit = movement(kind, to=to)
    return Transfer(
        kind=kind,
        debit=debit,
        credit=credit,
        currency=currency,
        amount_minor=amount_minor,
        at=at,
        **subject,
    )


def payment_transfer(kind: str, payment: Payment, amount_minor: int, *, at: datetime) -> Transfer:
    """An unsaved transfer about a payment; the caller writes many at once."""
    return transfer(kind, amount_minor, payment.currency, at=at, payment=payment)


def move_money(kind: str, allocation: RefundAllocation, *, at: datetime) -> Transfer:
    """Write one transfer of a refund's allocation; the schema lets each kind happen to it once."""
    debit, credit = movement(kind)
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
