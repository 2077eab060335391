"""Stripe's invoices.csv: the only export that says which subscription a payment was for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fairwell.domain.imports import RowProblem
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("id", "Invoice ID"), required=True),
    Column("number", ("Number", "Invoice Number"), required=True),
    Column("subscription", ("Subscription", "Subscription ID"), required=True),
    Column("charge", ("Charge", "Charge ID")),
    # "Period Start/End" of an invoice look back at usage; what was sold ahead is on its lines.
    Column("period_start", ("Minimum Line Item Period Start (UTC)",)),
    Column("period_end", ("Maximum Line Item Period End (UTC)",)),
)


@dataclass(frozen=True, slots=True)
class StripeInvoice:
    """The part of an invoice that tells what a payment was for."""

    external_id: str
    number: str
    subscription_external_id: str | None
    period_start: datetime | None
    period_end: datetime | None


class InvoiceIndex:
    """Invoices by id, by number and by the charge that paid them."""

    def __init__(self) -> None:
        self._found: dict[str, StripeInvoice] = {}

    def read(self, row: Row, book: Book) -> list[RowProblem]:
        """Keep the invoice of a row; returns what is wrong with it."""
        cells = Cells(row)
        start, end = cells.instant_or_none("period_start"), cells.instant_or_none("period_end")
        lasts = start is not None and end is not None and start < end
        invoice = StripeInvoice(
            external_id=cells.reference("id"),
            number=cells.text("number", longest=60),
            subscription_external_id=cells.reference("subscription", required=False) or None,
            period_start=start if lasts else None,
            period_end=end if lasts else None,
        )
        charge = cells.reference("charge", required=False)
        book.once(cells, "invoice", "id", invoice.external_id)
        if not cells.refused:
            for key in (invoice.external_id, invoice.number, charge):
                if key:
                    self._found.setdefault(key, invoice)
        return cells.problems

    def of_payment(self, *references: str) -> StripeInvoice | None:
        """The invoice that the first known of a payment's references leads to."""
        return next((self._found[key] for key in references if key in self._found), None)
