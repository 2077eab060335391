"""What the books know of an invoice or credit note, as the view that is written on paper."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import ngettext

from fairwell.domain.money import half_up
from fairwell.domain.term import local_date, service_span
from fairwell.gateways.paper.invoice_notes import NOTES
from fairwell.gateways.paper.invoice_parties import buyer_of, seller_of
from fairwell.gateways.paper.invoice_view import (
    InvoiceView,
    LineView,
    PriceBehaviour,
    Settlement,
    TaxCategory,
    TaxView,
)
from fairwell.models import Invoice, InvoiceLine, InvoiceTax, PaymentMethod
from fairwell.queries.invoices import Bill, Credited, line_name, method_words
from fairwell.queries.vendor import VendorCard

_PPM = 1_000_000
# UNTDID 4461: 48 is a bank card; what the gateway does not call a card has no code here.
_BANK_CARD = "48"


def invoice_view_of(bill: Bill, language: str) -> InvoiceView:
    """The invoice in that language; the seller's contacts come from the registry alone.

    Credit notes that took from what was owed count as settled. ValueError for an order that was
    issued elsewhere: whatever we wrote would be a second invoice for it.
    """
    if bill.issued_elsewhere:
        raise ValueError(f"{bill.invoice.number} was issued elsewhere.")
    invoice, zone = bill.invoice, bill.vendor.zone
    taxes = tuple(_tax(row) for row in bill.taxes)
    lines = tuple(_line(line, line.net_minor, taxes, zone, language) for line in bill.lines)
    paid = sum(payment.captured_minor for payment in bill.payments)
    written_off = sum(
        note.total_minor for note in bill.credit_notes if note.to == "receivable"
    )  # fmt: skip
    due = invoice.total_minor - invoice.credit_applied_minor - paid - written_off
    method = invoice.subscription.method if invoice.subscription else None
    methods = [payment.method for payment in bill.payments] or [method]
    return InvoiceView(
        kind="invoice",
        number=invoice.number,
        issued_on=local_date(invoice.issued_at, zone),
        lines=lines,
        taxes=taxes,
        net_minor=invoice.net_minor,
        tax_minor=invoice.tax_minor,
        total_minor=invoice.total_minor,
        credit_applied_minor=invoice.credit_applied_minor,
        credited_minor=written_off,
        paid_minor=paid,
        due_minor=due,
        due_on=_day(invoice.due_at, zone) if due > 0 else None,
        paid_on=local_date(bill.payments[-1].captured_at, zone) if bill.payments else None,
        price_behaviour=_behaviour(bill.lines),
        **_common(invoice, methods, bill.vendor, language),
    )


def credit_note_view_of(credited: Credited, language: str) -> InvoiceView:
    """The credit note in that language, to whom its invoice was made out."""
    note, zone = credited.note, credited.vendor.zone
    taxes = tuple(TaxView(**row) for row in note.taxes)
    lines = tuple(
        _line(row.line, row.net_minor, taxes, zone, language, whole=False) for row in credited.lines
    ) or (_whole(note.invoice, note.net_minor),)
    methods = [payment.method for payment in credited.payments]
    return InvoiceView(
        kind="credit_note",
        number=note.number,
        issued_on=local_date(note.issued_at, zone),
        lines=lines,
        taxes=taxes,
        net_minor=note.net_minor,
        tax_minor=note.tax_minor,
        total_minor=note.total_minor,
        due_minor=note.total_minor,
        corrects=note.invoice.number,
        corrects_issued_on=local_date(note.invoice.issued_at, zone),
        settlement=cast("Settlement", note.to),
        **_common(note.invoice, methods, credited.vendor, language),
    )


def _common(
    invoice: Invoice,
    methods: Iterable[PaymentMethod | None],
    vendor: VendorCard,
    language: str,
) -> dict[str, Any]:
    words = dict.fromkeys(filter(None, map(method_words, methods)))
    return {
        "seller": seller_of(invoice, vendor, language),
        "buyer": buyer_of(invoice, language),
        "currency": invoice.currency,
        "language": language,
        "notes": (invoice.tax_note,) if invoice.tax_note in NOTES else (),
        "payment_words": ", ".join(words),
        "payment_code": _BANK_CARD if any("••••" in word for word in words) else "1",
    }


def _line(
    line: InvoiceLine,
    net_minor: int,
    taxes: Sequence[TaxView],
    zone: ZoneInfo,
    language: str,
    *,
    whole: bool = True,
) -> LineView:
    """One line; of a part (`whole` off) quantity and price would be beside the point."""
    rate_ppm, category = _rate_of(line, taxes)
    start, end = line.service_start, line.service_end
    first, last = service_span(start, end, zone) if start and end else (None, None)
    return LineView(
        description=line_name(line),
        net_minor=net_minor,
        tax_rate_ppm=rate_ppm,
        tax_category=category,
        quantity=line.quantity if whole else 1,
        unit_minor=line.unit_minor if whole else None,
        detail=_devices(line, language),
        first_day=first,
        last_day=last,
    )


def _whole(invoice: Invoice, net_minor: int) -> LineView:
    """The one line of a credit note from before credit notes had lines."""
    return LineView(
        description=invoice.number, net_minor=net_minor, tax_rate_ppm=0, tax_category="O"
    )


def _devices(line: InvoiceLine, language: str) -> str:
    if line.price is None:
        return ""
    with translation.override(language):
        devices = line.price.devices
        return ngettext("%(n)s device", "%(n)s devices", devices) % {"n": devices}


def _rate_of(line: InvoiceLine, taxes: Sequence[TaxView]) -> tuple[int, TaxCategory]:
    """The rate that taxed a line: of several taxes their sum, or the one of them that fits it."""
    if not taxes:
        return 0, "O"
    if len(taxes) == 1:
        return taxes[0].rate_ppm, taxes[0].category
    summed = sum(tax.rate_ppm for tax in taxes)
    fits = min(
        (summed, *(tax.rate_ppm for tax in taxes)),
        key=lambda rate: abs(half_up(line.net_minor * rate, _PPM) - line.tax_minor),
    )
    of_rate = [tax.category for tax in taxes if tax.rate_ppm == fits]
    return fits, of_rate[0] if of_rate else "S"


def _tax(row: InvoiceTax) -> TaxView:
    return TaxView(
        name=row.name,
        jurisdiction=row.jurisdiction,
        rate_ppm=row.rate_ppm,
        category=cast("TaxCategory", row.category),
        taxable_minor=row.taxable_minor,
        tax_minor=row.tax_minor,
    )


def _behaviour(lines: Iterable[InvoiceLine]) -> PriceBehaviour:
    """Whether the prices shown have the tax in them, told from what they came to."""
    inside = any(line.tax_minor and line.amount_minor == line.gross_minor for line in lines)
    return "inclusive" if inside else "exclusive"


def _day(instant: datetime | None, zone: ZoneInfo) -> date | None:
    return local_date(instant, zone) if instant else None
