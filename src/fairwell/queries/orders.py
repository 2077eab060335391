"""A subscriber's orders: what was billed, paid and given back, and which one a number means."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairwell.domain.refund_decision import decide_refund
from fairwell.models import Case, Invoice, Payment, PaymentMethod, RefundAllocation
from fairwell.queries.account import Held
from fairwell.queries.wording import rule_words


@dataclass(frozen=True, slots=True)
class OrderPayment:
    """One payment of an order; amounts in minor units, `refunds` its parts of refunds."""

    payment: Payment
    refunds: tuple[RefundAllocation, ...]

    @property
    def method(self) -> PaymentMethod | None:
        """The card or account that paid, where it is known."""
        return self.payment.method


@dataclass(frozen=True, slots=True)
class Order:
    """One order (the invoice of a period) with its payments, oldest first."""

    invoice: Invoice
    payments: tuple[OrderPayment, ...]

    @property
    def refundable_minor(self) -> int:
        """What has not gone back or been promised back yet."""
        return sum(paid.payment.refundable_minor for paid in self.payments)


@dataclass(frozen=True, slots=True)
class NoRefund:
    """Why an order is not refunded: the rule in words, and its last day."""

    explanation: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class OrderName:
    """An order by its number, and whether it is still to be paid."""

    pk: int
    number: str
    open: bool


def order_names_of(user_id: int, subscription_id: int) -> tuple[OrderName, ...]:
    """All orders of a subscription of the user, newest first, by name alone; one query."""
    own = Invoice.objects.filter(customer__user_id=user_id, subscription_id=subscription_id)
    rows = own.order_by("-issued_at", "-pk").values_list("pk", "number", "state")
    return tuple(OrderName(pk, number, state == "finalized") for pk, number, state in rows)


def orders_of(
    user_id: int, subscription_id: int, *, only: Collection[int] | None = None
) -> tuple[Order, ...]:
    """The orders of a subscription of the user, newest first, with credit notes; four queries.

    `only` these, by their keys.
    """
    own = Invoice.objects.filter(customer__user_id=user_id, subscription_id=subscription_id)
    if only is not None:
        own = own.filter(pk__in=only)
    invoices = list(own.prefetch_related("credit_notes").order_by("-issued_at", "-pk"))
    refunds: dict[int, list[RefundAllocation]] = defaultdict(list)
    for part in (
        RefundAllocation.objects.filter(payment__invoice__in=invoices)
        .select_related("refund__cancellation")
        .order_by("pk")
    ):
        refunds[part.payment_id].append(part)
    paid: dict[int, list[OrderPayment]] = defaultdict(list)
    for payment in (
        Payment.objects.filter(invoice__in=invoices)
        .select_related("method")
        .order_by("captured_at", "pk")
    ):
        paid[payment.invoice_id].append(OrderPayment(payment, tuple(refunds[payment.pk])))
    return tuple(Order(invoice, tuple(paid[invoice.pk])) for invoice in invoices)


def order_of(user_id: int, number: str) -> Invoice | None:
    """The user's own order of that number, case, spaces and punctuation aside; one query.

    Only orders of a subscription are found: those alone can be refunded here.
    """
    own = Invoice.objects.filter(customer__user_id=user_id, subscription__isnull=False)
    alike = [invoice for invoice in own if _bare(invoice.number) == _bare(number)]
    exact = [invoice for invoice in alike if invoice.number == number.strip()]
    return next(iter(exact or alike), None)


def methods_of(payment_ids: Iterable[int]) -> dict[int, PaymentMethod | None]:
    """How each of those payments was paid, by its key; one query."""
    found = Payment.objects.filter(pk__in=list(payment_ids)).select_related("method")
    return {payment.pk: payment.method for payment in found}


def why_no_refund(held: Held, number: str, *, at: datetime, language: str) -> NoRefund | None:
    """What the policies say about an order that they give nothing for; None where none speaks."""
    decided = decide_refund(held.facts, held.packs, at=at, order_number=number)
    finding = next((line.finding for line in decided.lines if line.finding), None)
    if finding is None:
        return None
    return NoRefund(rule_words(finding, held.packs, language), finding.last_day)


def case_of(user_id: int, reference: str) -> Case | None:
    """The user's own case of that reference; one query."""
    own = Case.objects.filter(customer__user_id=user_id, reference=reference)
    return own.select_related("invoice", "subscription").first()


def _bare(number: str) -> str:
    return "".join(sign for sign in number.casefold() if sign.isalnum())
