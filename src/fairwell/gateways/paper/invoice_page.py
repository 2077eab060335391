"""An invoice or a credit note as people read it, the same words on the page and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from babel import Locale
from babel.dates import format_interval
from babel.numbers import format_percent
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fairwell.gateways.paper.invoice_notes import legal_notes
from fairwell.gateways.paper.invoice_view import InvoiceView, LineView, Party, TaxView
from fairwell.gateways.paper.statement_rows import Row
from fairwell.queries import wording


@dataclass(frozen=True, slots=True)
class PageParty:
    """Whose it is; `lines` are the address, the country and the VAT number with its label."""

    title: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the table; `details` stand small below `description`."""

    description: str
    details: tuple[str, ...]
    quantity: str
    unit: str
    tax: str
    net: str


@dataclass(frozen=True, slots=True)
class PageTotal:
    """One sum below the lines; `final` ones are what all before them comes to."""

    label: str
    amount: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePage:
    """All texts are in `language`; `title` has no full stop, `notes` are sentences."""

    kind: str
    kind_words: str
    number: str
    language: str
    title: str
    settled: str
    facts: tuple[Row, ...]
    seller: PageParty
    buyer: PageParty
    lines: tuple[PageLine, ...]
    unit_title: str
    totals: tuple[PageTotal, ...]
    notes: tuple[str, ...]


def invoice_page(view: InvoiceView) -> InvoicePage:
    """The texts of `view` in its own language, for `paper/invoice_body.html` as `page`."""
    with translation.override(view.language):
        credit_note = view.kind == "credit_note"
        # Not the word for a voucher or a balance: in Germany a "Gutschrift" is a bill that the
        # buyer writes (§ 14 (2) UStG), and whoever calls a correction so may owe its tax twice.
        kind = (
            pgettext("document", "Credit note") if credit_note else pgettext("document", "Invoice")
        )
        inclusive = view.price_behaviour == "inclusive"
        categories: set[str] = {tax.category for tax in view.taxes}
        return InvoicePage(
            kind=view.kind,
            kind_words=kind,
            number=view.number,
            language=view.language,
            title=f"{kind} {view.number}",
            settled=_settled(view),
            facts=tuple(_facts(view)),
            seller=_party(_("Seller"), view.seller, view.language),
            buyer=_party(pgettext("document", "Recipient"), view.buyer, view.language),
            lines=tuple(_line(line, view) for line in view.lines),
            unit_title=_("Unit price incl. tax") if inclusive else _("Unit price"),
            totals=tuple(_totals(view)),
            notes=legal_notes(categories, view.notes, view.language),
        )


def invoice_html(view: InvoiceView) -> str:
    """The whole document as HTML, as the PDF is made of it; it fetches nothing."""
    issued_at = datetime.combine(view.issued_on, time(), tzinfo=UTC)
    told = {"view": view, "page": invoice_page(view), "issued_at": issued_at.isoformat()}
    with translation.override(view.language):
        return render_to_string("paper/invoice_pdf.html", told)


def _facts(view: InvoiceView) -> Iterator[Row]:
    language = view.language
    credit_note = view.kind == "credit_note"
    yield Row(_("Number") if credit_note else _("Invoice number"), view.number)
    yield Row(_("Date"), wording.day(view.issued_on, language))
    if view.corrects:
        yield Row(_("Corrects"), _corrected(view))
    if view.service_days:
        yield Row(_("Period of service"), _days(*view.service_days, language))
    if view.due_on and view.due_minor > 0:
        yield Row(_("Due on"), wording.day(view.due_on, language))
    if view.paid_on and not credit_note:
        yield Row(_("Paid on"), wording.day(view.paid_on, language))
    if view.payment_words and not credit_note:
        if view.due_minor > 0:
            yield Row(_("To be paid with"), view.payment_words)
        elif view.paid_minor:
            yield Row(_("Paid with"), view.payment_words)


def _corrected(view: InvoiceView) -> str:
    if not view.corrects_issued_on:
        return _("invoice %(number)s") % {"number": view.corrects}
    day = wording.day(view.corrects_issued_on, view.language)
    return _("invoice %(number)s of %(day)s") % {"number": view.corrects, "day": day}


def _settled(view: InvoiceView) -> str:
    """What becomes of a credit note's money; empty for an invoice, whose sums say it."""
    if view.kind == "invoice":
        return ""
    words = {
        "amount": wording.money(view.total_minor, view.currency, view.language),
        "number": view.corrects,
        "method": view.payment_words or _("the card or account you paid with"),
    }
    if view.settlement == "credit_balance":
        return _("%(amount)s has been added to your credit.") % words
    if view.settlement == "receivable":
        return _("What you owe on invoice %(number)s is less by %(amount)s.") % words
    return _("We pay %(amount)s back to: %(method)s.") % words


def _party(title: str, party: Party, language: str) -> PageParty:
    lines = [line for line in party.address if line.strip()]
    if party.country:
        lines.append(Locale.parse(language, sep="-").territories.get(party.country, party.country))
    if party.vat_number:
        lines.append(_("VAT number: %(number)s") % {"number": party.vat_number})
    return PageParty(title, party.name, tuple(lines))


def _line(line: LineView, view: InvoiceView) -> PageLine:
    details = [line.detail] if line.detail else []
    if line.first_day and line.last_day:
        details.append(_days(line.first_day, line.last_day, view.language))
    return PageLine(
        description=line.description,
        details=tuple(details),
        quantity=str(line.quantity),
        unit="–" if line.unit_minor is None else _money(line.unit_minor, view),
        tax="–" if line.tax_category == "O" else _rate(line.tax_rate_ppm, view.language),
        net=_money(line.net_minor, view),
    )


def _totals(view: InvoiceView) -> Iterator[PageTotal]:
    yield PageTotal(_("Net amount"), _money(view.net_minor, view))
    for tax in view.taxes:
        if tax.category != "O":
            yield PageTotal(_tax_words(tax, view), _money(tax.tax_minor, view))
    if view.kind == "credit_note":
        yield PageTotal(_("Amount credited"), _money(view.total_minor, view), final=True)
        return
    yield PageTotal(_("Total"), _money(view.total_minor, view), final=True)
    if view.credit_applied_minor:
        yield PageTotal(_("Taken from your credit"), _money(-view.credit_applied_minor, view))
    if view.credited_minor:
        yield PageTotal(_("Taken back by credit notes"), _money(-view.credited_minor, view))
    if view.paid_minor:
        yield PageTotal(_("Paid"), _money(-view.paid_minor, view))
    if view.rounding_minor:
        yield PageTotal(_("Rounding"), _money(view.rounding_minor, view))
    yield PageTotal(_("Still to pay"), _money(view.due_minor, view), final=True)


def _tax_words(tax: TaxView, view: InvoiceView) -> str:
    """The tax and what it is reckoned on: VAT 19% on €100.00, Sales tax (US-CA) 8.25% on …"""
    # A member state is known by the parties' countries; a state of the United States isn't.
    where = f" ({tax.jurisdiction})" if "-" in tax.jurisdiction else ""
    words = {
        # Other taxes are called what their own law calls them.
        "tax": f"{_('VAT') if tax.name == 'VAT' else tax.name}{where}",
        "rate": _rate(tax.rate_ppm, view.language),
        "amount": _money(tax.taxable_minor, view),
    }
    return _("%(tax)s %(rate)s on %(amount)s") % words


def _days(first: date, last: date, language: str) -> str:
    """Both days, shortened as the language does: Nov 1 – 30, 2026."""
    return str(format_interval(first, last, "yMMMd", locale=language.replace("-", "_")))


def _rate(rate_ppm: int, language: str) -> str:
    rate = Decimal(rate_ppm) / 1_000_000
    return format_percent(rate, locale=language, decimal_quantization=False)


def _money(amount_minor: int, view: InvoiceView) -> str:
    return wording.money(amount_minor, view.currency, view.language)
