"""The asker's own invoices and credit notes, with all that a document of them says."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from fairwell.domain.order_state import OrderState, order_state
from fairwell.domain.term import service_span
from fairwell.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Payment,
    PaymentMethod,
)
from fairwell.queries import wording
from fairwell.queries.vendor import VendorCard, the_vendor_with_contacts

_BILL = (
    "seller", "buyer", "customer", "subscription__method", "subscription__price__plan__product",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice with its rows, oldest first; payments come with their method."""

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[InvoiceTax, ...]
    payments: tuple[Payment, ...]
    credit_notes: tuple[CreditNote, ...]
    vendor: VendorCard

    @property
    def issued_elsewhere(self) -> bool:
        """Whether another system numbered and issued it, so that no invoice of ours exists."""
        return not self.invoice.series

    @property
    def service(self) -> tuple[date, date] | None:
        """The first and the last day of its period; None where it is for none."""
        start, end = self.invoice.period_start, self.invoice.period_end
        return service_span(start, end, self.vendor.zone) if start and end else None

    @property
    def state(self) -> OrderState:
        """How the order stands, in one word."""
        return state_of(self.invoice, self.payments)


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit note with its lines; `payments` are those of its invoice that it goes back over."""

    note: CreditNote
    lines: tuple[CreditNoteLine, ...]
    payments: tuple[Payment, ...]
    vendor: VendorCard


def bill_of(user_id: int, number: str) -> Bill | None:
    """The user's own invoice of exactly that number, drafts left out; seven queries."""
    return _bill(Invoice.objects.filter(customer__user_id=user_id, number=number))


def bill_to_send(invoice_id: int) -> Bill | None:
    """The invoice that a letter to its customer encloses; seven queries."""
    return _bill(Invoice.objects.filter(pk=invoice_id))


def _bill(asked: QuerySet[Invoice]) -> Bill | None:
    invoice = asked.exclude(state="draft").select_related(*_BILL).first()
    vendor = the_vendor_with_contacts() if invoice else None
    if invoice is None or vendor is None:
        return None
    return Bill(
        invoice=invoice,
        lines=tuple(invoice.lines.select_related("price__plan__product").order_by("pk")),
        taxes=tuple(invoice.taxes.order_by("pk")),
        payments=tuple(invoice.payments.select_related("method").order_by("captured_at", "pk")),
        credit_notes=tuple(invoice.credit_notes.order_by("issued_at", "pk")),
        vendor=vendor,
    )


def credit_note_of(user_id: int, number: str) -> Credited | None:
    """The user's own credit note of exactly that number; five queries."""
    note = (
        CreditNote.objects.filter(invoice__customer__user_id=user_id, number=number)
        .select_related(*(f"invoice__{path}" for path in _BILL))
        .first()
    )
    vendor = the_vendor_with_contacts() if note else None
    if note is None or vendor is None:
        return None
    paid = Payment.objects.filter(invoice=note.invoice, allocations__refund=note.refund_id)
    return Credited(
        note=note,
        lines=tuple(note.lines.select_related("line__price__plan__product").order_by("pk")),
        payments=tuple(paid.select_related("method").order_by("captured_at", "pk")),
        vendor=vendor,
    )


def state_of(invoice: Invoice, payments: tuple[Payment, ...]) -> OrderState:
    """How an order stands, from its invoice and the invoice's payments."""
    return order_state(
        invoice.state,
        captured_minor=sum(payment.captured_minor for payment in payments),
        refunded_minor=sum(payment.refunded_minor for payment in payments),
        reserved_minor=sum(payment.refund_reserved_minor for payment in payments),
    )


def line_name(line: InvoiceLine) -> str:
    """What a line is for; orders from elsewhere only kept the plan."""
    plan = line.price.plan if line.price else None
    if plan is not None and line.description in ("", plan.tier):
        return wording.plan_name(plan.product.name, plan.tier)
    return line.description


def method_words(method: PaymentMethod | None) -> str:
    """A card or account as its owner knows it: Visa •••• 4242; "" where nothing is known."""
    if method is None or not (method.brand or method.last4):
        return ""
    number = f"•••• {method.last4}" if method.last4 else ""
    return " ".join(filter(None, (wording.card_brand(method.brand), number)))
