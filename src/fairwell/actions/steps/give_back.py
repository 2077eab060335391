"""A charge that arrived though it is not owed: it is on the books, and the money goes back."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F

from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.load import facts_now
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.unused_part import unused_minor
from fairwell.domain.goodwill import decide_goodwill
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import (
    CreditBalance,
    CreditEntry,
    Invoice,
    PaymentAttempt,
    Subscription,
    Vendor,
)


class Overpaid(NamedTuple):
    """A captured charge of an ended subscription, or of more than was owed (`too_much_minor`)."""

    subscription: Subscription
    invoice: Invoice
    attempt: PaymentAttempt
    payment_id: int
    too_much_minor: int


def give_back(one: Overpaid, vendor: Vendor, *, at: datetime) -> None:
    """Give back what is not owed, and open a case for a person to look at; call it last.

    What lies after the end of an ended subscription is refunded to the card. What other credit
    notes had taken off the invoice while the charge was on its way becomes credit.
    """
    subscription, invoice, attempt = one.subscription, one.invoice, one.attempt
    if one.too_much_minor > 0:
        _to_balance(one, at)
        open_case("reconciliation", subscription, at=at, invoice=invoice, message=str(attempt))
    unused = unused_minor(subscription, invoice, vendor) if subscription.ended_at else 0
    back = min(unused, attempt.amount_minor - max(one.too_much_minor, 0))
    if back:
        decided = decide_goodwill(
            facts_now(subscription), amount_minor=back, order_number=invoice.number
        )
        assert isinstance(decided, RefundDecision), "the payment was captured just now"
        asked = Asked(
            at=at,
            actor="system",
            channel="worker",
            idempotency_key=f"charged-after-end-{attempt.pk}",
            reason_code="charged_after_end",
        )
        confirm_refund(subscription, decided, (), asked)
        open_case("charged_after_end", subscription, at=at, invoice=invoice, message=str(attempt))
    if unused > back:
        invoice.refresh_from_db()
        credit = Credit(kind="waiver", to="credit_balance", reason="ended", at=at, zone=vendor.zone)
        credit_invoice(invoice, unused - back, credit)


def _to_balance(one: Overpaid, at: datetime) -> None:
    attempt = one.attempt
    balance, _ = CreditBalance.objects.get_or_create(
        customer_id=one.subscription.customer_id, currency=attempt.currency
    )
    CreditBalance.objects.filter(pk=balance.pk).update(
        balance_minor=F("balance_minor") + one.too_much_minor
    )
    CreditEntry.objects.create(
        balance=balance,
        kind="overpaid",
        amount_minor=one.too_much_minor,
        invoice=one.invoice,
        at=at,
    )
    transfer(
        "overpaid", one.too_much_minor, attempt.currency, at=at, payment_id=one.payment_id
    ).save()
