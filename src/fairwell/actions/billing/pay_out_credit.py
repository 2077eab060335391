"""Pay back the credit of somebody who has ended: what was paid goes back the way it came."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.open_case import open_case
from fairwell.domain.credit_left import REASON, CreditLeft
from fairwell.domain.money import to_major
from fairwell.domain.refund_decision import RefundDecision, RefundLine
from fairwell.domain.term import local_date
from fairwell.models import Case, CreditBalance, Payment, Refund, Subscription
from fairwell.queries.credit_left import (
    credit_left,
    credits_to_settle,
    owed_minor,
    payments_behind,
)


@transaction.atomic(durable=True)
def pay_out_credit(*, balance_id: int, at: datetime) -> Refund | None:
    """Decide once what becomes of credit that nobody can use any more, and instruct its refund.

    What no payment can take back becomes a case, and so does all of it while bills are open. Credit
    that nobody paid for stays. None where nothing goes back by itself: there is nothing to decide,
    it was decided before, or a subscription runs again. Credit that comes later is looked at anew.
    """
    held = CreditBalance.objects.get(pk=balance_id)
    subscription = _last_ended(held)
    if subscription is None:
        return None
    list(payments_behind(held).select_for_update(of=("self",)).order_by("pk"))
    CreditBalance.objects.select_for_update().get(pk=balance_id)
    balance = credits_to_settle().filter(pk=balance_id).first()
    if balance is None:
        return None
    before = _latest_entry(balance)
    owed = owed_minor(balance.customer_id, balance.currency)
    if owed:
        key = f"credit_left:{balance_id}:{before}:owed"
        text = f"{_amount(balance)} of credit is left, and {_amount(balance, owed)} is owed"
        _open_once(key, subscription, text, at)
        return None
    left = credit_left(balance)
    refund = _pay_back(balance, left, subscription, key=f"credit-{balance_id}-{before}", at=at)
    if left.by_hand:
        text = f"No payment can take back {_amount(balance, left.by_hand_minor)} of credit"
        _open_once(f"credit_left:{balance_id}:{before}", subscription, text, at)
    # A debt that had held it up is gone.
    Case.objects.filter(key=f"credit_left:{balance_id}:{before}:owed", state="open").update(
        state="closed", closed_at=at, resolution=refund.reference if refund else "No bill is open."
    )
    settled = _latest_entry(balance)
    CreditBalance.objects.filter(pk=balance_id).update(settled_entry_id=settled)
    return refund


def _last_ended(balance: CreditBalance) -> Subscription | None:
    """The customer's subscription in that currency that ended last, locked first as everywhere."""
    last = (
        Subscription.objects.filter(
            customer=balance.customer_id, price__currency=balance.currency, renewal="ended"
        )
        .order_by("-ended_at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return locked_subscription(last) if last is not None else None


def _pay_back(
    balance: CreditBalance, left: CreditLeft, subscription: Subscription, *, key: str, at: datetime
) -> Refund | None:
    if not left.back:
        return None
    amounts, zone = dict(left.back), the_vendor().zone
    payments = Payment.objects.filter(pk__in=amounts).select_related("invoice")
    lines = tuple(
        RefundLine(
            payment_id=payment.pk,
            order_number=payment.invoice.number,
            charged_on=local_date(payment.captured_at, zone),
            captured_minor=payment.captured_minor,
            refunded_before_minor=payment.captured_minor - payment.refundable_minor,
            refund_minor=amounts[payment.pk],
            finding=None,
        )
        for payment in payments.order_by("captured_at", "pk")
    )
    asked = Asked(at=at, actor="system", channel="worker", idempotency_key=key, reason_code=REASON)
    decided = RefundDecision(currency=balance.currency, lines=lines)
    return confirm_refund(subscription, decided, (), asked, of_credit=True)


def _latest_entry(balance: CreditBalance) -> int:
    return balance.entries.order_by("-pk").values_list("pk", flat=True)[0]


def _open_once(key: str, subscription: Subscription, message: str, at: datetime) -> None:
    if not Case.objects.filter(key=key).exists():
        open_case("credit_left", subscription, at=at, key=key, message=message)


def _amount(balance: CreditBalance, minor: int | None = None) -> str:
    minor = balance.balance_minor if minor is None else minor
    return f"{to_major(minor, balance.currency)} {balance.currency}"
