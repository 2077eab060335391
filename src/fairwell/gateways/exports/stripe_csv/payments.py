"""Stripe's payments.csv or unified_payments.csv: charges, refunds and a card's last digits."""

import hashlib
from typing import Final

from fairwell.domain.imports import ImportedPayment, PaymentStatus, RowProblem
from fairwell.domain.money import to_major
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells, shown
from fairwell.gateways.exports.methods import read_method
from fairwell.gateways.exports.stripe_csv.invoices import InvoiceIndex, StripeInvoice
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("id", "Charge ID", "Payment ID"), required=True),
    Column("amount", ("Amount",), required=True),
    Column("refunded", ("Amount Refunded",), required=True),
    Column("currency", ("Currency",), required=True),
    Column("created", ("Created date (UTC)", "Created (UTC)", "Created"), required=True),
    Column("status", ("Status",), required=True),
    Column("customer", ("Customer ID", "Customer"), required=True),
    Column("captured", ("Captured",)),
    Column("mode", ("Mode",)),
    Column("dispute", ("Dispute Status",)),
    Column("invoice_id", ("Invoice ID", "Invoice")),
    Column("invoice_number", ("Invoice Number", "Order Number")),
    Column("intent", ("PaymentIntent ID", "Payment Intent ID")),
    Column("method_ref", ("Card ID", "Payment Method ID", "PaymentMethod ID")),
    Column("brand", ("Card Brand", "Card Type")),
    Column("last4", ("Card Last4", "Card Last 4")),
    Column("exp_month", ("Card Exp Month",)),
    Column("exp_year", ("Card Exp Year",)),
)

_CAPTURED: Final = frozenset(
    (
        "paid",
        "succeeded",
        "refunded",
        "partial refund",
        "partially refunded",
        "disputed",
        "early fraud warning",
    )
)
_FAILED: Final = frozenset(("failed", "blocked", "declined"))
_NO_MONEY_YET: Final = frozenset(
    ("canceled", "cancelled", "expired", "incomplete", "pending", "processing", "uncaptured")
)
_DISPUTE_OVER: Final = frozenset(("won", "warning closed", "prevented"))
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to misread


def read_payment(
    row: Row, book: Book, invoices: InvoiceIndex
) -> list[ImportedPayment | RowProblem]:
    """The charge of a row, or what is wrong with it; rows without money in them are skipped."""
    cells = Cells(row)
    external_id = cells.reference("id")
    book.once(cells, "payment", "id", external_id)
    status = _status(cells)
    if cells.refused:
        return [*cells.problems]
    customer_id, currency = cells.reference("customer", required=False), cells.currency("currency")
    if not customer_id:
        cells.tell("customer", "A payment without a customer: no subscription has it.", "skipped")
        return [*cells.problems]
    book.known_customer(cells, "customer", customer_id)
    amount, refunded = cells.amount("amount", currency), _refunded(cells, currency)
    if not cells.refused and amount == 0:
        cells.tell("amount", "A payment of zero: there is nothing to refund.", "skipped")
    if refunded > amount:
        cells.tell(
            "refunded",
            f"{to_major(refunded, currency)} was refunded of {to_major(amount, currency)} "
            f"{currency}: more than was paid.",
        )
    invoice = invoices.of_payment(
        row["invoice_id"], row["invoice_number"], external_id, row["intent"]
    )
    dispute = row["dispute"].casefold().replace("_", " ")
    record = ImportedPayment(
        external_id=external_id,
        order_number=_order_number(cells, invoice, external_id),
        customer_external_id=customer_id,
        subscription_external_id=_subscription(cells, book, invoice),
        amount_minor=amount,
        refunded_minor=refunded,
        currency=currency,
        charged_at=cells.instant("created"),
        status=status,
        period_start=invoice.period_start if invoice else None,
        period_end=invoice.period_end if invoice else None,
        method=read_method(cells),
        disputed=row["status"].casefold() == "disputed"
        or bool(dispute and dispute not in _DISPUTE_OVER),
    )
    return [*cells.problems] if cells.refused else [*cells.problems, record]


def _status(cells: Cells) -> PaymentStatus:
    shown_as = cells.row["status"]
    word = shown_as.casefold().replace("_", " ")
    if cells.row["mode"].casefold() == "test":
        cells.tell("mode", "A payment of test mode: no money moved.", "skipped")
    elif word in _NO_MONEY_YET or word.startswith("requires "):
        cells.tell("status", f"{shown(shown_as)}: no money was taken.", "skipped")
    elif word not in _CAPTURED | _FAILED:
        cells.tell("status", f"{shown(shown_as)} is not a payment status we know.")
    elif word in _CAPTURED and cells.flag_or_none("captured") is False:
        cells.tell("captured", "Authorised but not captured: no money was taken.", "skipped")
    return "failed" if word in _FAILED else "captured"


def _refunded(cells: Cells, currency: str) -> int:
    if not cells.row["refunded"] and "refund" in cells.row["status"].casefold():
        cells.tell("refunded", "The status says refunded, but the amount refunded is missing.")
    return cells.amount("refunded", currency, required=False)


def _order_number(cells: Cells, invoice: StripeInvoice | None, external_id: str) -> str:
    """The invoice's number; where there is none, one made from the payment's id, for ever the same.

    50 bits of SHA-256 in groups that can be read out on the telephone: X-7K2M9-QW3RT.
    """
    number = cells.text("invoice_number", longest=60) or (invoice.number if invoice else "")
    if number:
        return number
    bits = int.from_bytes(hashlib.sha256(external_id.encode()).digest()[:8]) >> 14
    letters = "".join(_ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))
    return f"X-{letters[:5]}-{letters[5:]}"


def _subscription(cells: Cells, book: Book, invoice: StripeInvoice | None) -> str | None:
    found = invoice.subscription_external_id if invoice else None
    if found is not None and found not in book.subscriptions:
        cells.tell(
            "invoice_id",
            f"It paid the subscription {shown(found)}, which was not read; kept without one.",
            "warning",
        )
        return None
    return found
