"""What becomes of a customer's credit when no subscription of theirs is left that could use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fairwell.domain.credit_left import (
    CreditLeft,
    CreditMove,
    PaymentBehind,
    decide_credit_left,
)
from fairwell.domain.credit_note import share_by_order
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import (
    Case,
    CreditBalance,
    CreditEntry,
    Invoice,
    Payment,
    Subscription,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAtEnd:
    """What an ending does to credit, minor units of one currency; the parts add up to the total.

    `stays`: another subscription can still use it, so that nothing is paid back. `owed`: bills are
    open, so that a person decides. Else `back_minor` goes back the way it was paid, `by_hand_minor`
    some other way, and `given_minor`, which nobody paid for, is not paid out.
    """

    currency: str
    total_minor: int
    stays: bool = False
    owed: bool = False
    back_minor: int = 0
    by_hand_minor: int = 0
    given_minor: int = 0


def credit_left(
    balance: CreditBalance, *, refund: RefundDecision | None = None, taken_minor: int = 0
) -> CreditLeft:
    """What is left of it, traced to its payments, once `refund` has taken `taken_minor` of it."""
    reserved = {line.payment_id: line.refund_minor for line in refund.lines} if refund else {}
    moves = [
        CreditMove(amount_minor=amount, invoice_id=invoice_id)
        for amount, invoice_id in balance.entries.order_by("pk").values_list(
            "amount_minor", Coalesce("credit_note__invoice_id", "invoice_id")
        )
    ]
    if taken_minor:
        moves.append(CreditMove(amount_minor=-taken_minor, invoice_id=None))
    return decide_credit_left(
        moves,
        [
            PaymentBehind(
                payment_id=payment.pk,
                invoice_id=payment.invoice_id,
                paid_at=payment.captured_at,
                refundable_minor=0
                if payment.disputed
                else payment.refundable_minor - reserved.get(payment.pk, 0),
            )
            for payment in payments_behind(balance).order_by("pk")
        ],
    )


def payments_behind(balance: CreditBalance) -> QuerySet[Payment]:
    """Payments of the orders that the credit came from or was used for."""
    entries = CreditEntry.objects.filter(balance=balance)
    return Payment.objects.filter(
        Q(invoice__in=entries.values("invoice"))
        | Q(invoice__in=entries.values("credit_note__invoice")),
        currency=balance.currency,
    )


def credit_at_end(
    subscription: Subscription, refund: RefundDecision | None = None
) -> CreditAtEnd | None:
    """What ending this subscription does to its customer's credit; None without credit.

    `refund` is what the ending gives back: credit may be a part of it. Four to seven queries.
    """
    currency = subscription.price.currency
    balance = CreditBalance.objects.filter(
        customer=subscription.customer_id, currency=currency, balance_minor__gt=0
    ).first()
    taken = _taken(subscription, refund) if balance and refund else 0
    if balance is None or balance.balance_minor <= taken:
        return None
    total = balance.balance_minor - taken
    others = running(subscription.customer_id, currency).exclude(pk=subscription.pk)
    if others.exists():
        return CreditAtEnd(currency=currency, total_minor=total, stays=True)
    left = credit_left(balance, refund=refund, taken_minor=taken)
    return CreditAtEnd(
        currency=currency,
        total_minor=total,
        owed=bool(owed_minor(subscription.customer_id, currency)),
        back_minor=left.back_minor,
        by_hand_minor=left.by_hand_minor,
        given_minor=left.given_minor,
    )


def running(customer_id: Any, currency: Any) -> QuerySet[Subscription]:
    """Subscriptions of a customer that may still be billed in that currency."""
    return Subscription.objects.filter(customer_id=customer_id, price__currency=currency).exclude(
        renewal="ended"
    )


def owed_minor(customer_id: int, currency: str) -> int:
    """What the customer's open bills in that currency still ask for; one query."""
    owed = Invoice.objects.filter(
        customer_id=customer_id, currency=currency, state="finalized"
    ).aggregate(t=Sum(F("total_minor") - F("credit_applied_minor") - F("credited_minor")))
    return owed["t"] or 0


def credits_to_settle(*, ended_before: datetime | None = None) -> QuerySet[CreditBalance]:
    """Credit that no subscription can use any more, and of which nothing has been decided yet.

    With `ended_before` only where all had ended by then.
    """
    own = Subscription.objects.filter(
        customer=OuterRef("customer"), price__currency=OuterRef("currency")
    )
    alive = ~Q(renewal="ended")
    if ended_before is not None:
        alive |= Q(ended_at__gte=ended_before)
    latest = CreditEntry.objects.filter(balance=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return (
        CreditBalance.objects.filter(
            Exists(own.filter(renewal="ended")), ~Exists(own.filter(alive)), balance_minor__gt=0
        )
        .annotate(latest_entry=Subquery(latest))
        .filter(Q(settled_entry_id=None) | ~Q(settled_entry_id=F("latest_entry")))
    )


def _taken(subscription: Subscription, refund: RefundDecision) -> int:
    """How much of the refund is credit: what its orders, and those that credit paid, don't bear."""
    amounts = refund.by_order
    held = list(bearing(subscription, amounts))
    left = [(one.number, one.total_minor - one.credited_minor) for one in reversed(held)]
    return share_by_order(amounts, left)[1]


def bearing(subscription: Subscription, numbers: Iterable[str]) -> QuerySet[Invoice]:
    """The orders that bear a refund of those: they themselves, and what credit paid; by id."""
    return (
        Invoice.objects.filter(
            Q(number__in=list(numbers)) | Q(subscription=subscription, credit_applied_minor__gt=0)
        )
        .exclude(state__in=("draft", "voided"))
        .order_by("pk")
    )


def credit_of_case(case_key: str) -> int:
    """The balance that a case about credit names in its key."""
    return int(case_key.split(":")[1])


def credit_currency(case_reference: str) -> str:
    """The currency of the credit that such a case is about; one query for the case, one more."""
    key = Case.objects.values_list("key", flat=True).get(reference=case_reference)
    assert key is not None, "such a case is opened with a key"
    return CreditBalance.objects.values_list("currency", flat=True).get(pk=credit_of_case(key))
