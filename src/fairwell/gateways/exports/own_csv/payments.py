"""Our own payments.csv: what was paid for a subscription, and by which card."""

from typing import Final

from fairwell.domain.imports import ImportedPayment, PaymentStatus, RowProblem
from fairwell.domain.money import to_major
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells, shown
from fairwell.gateways.exports.methods import read_method
from fairwell.gateways.exports.table import Column, Row

_STATUSES: Final[tuple[PaymentStatus, ...]] = ("captured", "failed")
_REQUIRED: Final = (
    "payment_id",
    "order_number",
    "subscription_id",
    "amount",
    "currency",
    "charged_at",
)
_OPTIONAL: Final = (
    "refunded",
    "status",
    "period_start",
    "period_end",
    "disputed",
    "method_ref",
    "brand",
    "last4",
    "exp_month",
    "exp_year",
)
COLUMNS: Final = (
    *(Column(name, (name,), required=True) for name in _REQUIRED),
    *(Column(name, (name,)) for name in _OPTIONAL),
)


def read_payment(row: Row, book: Book) -> list[ImportedPayment | RowProblem]:
    """The payment of a row, or what is wrong with it."""
    cells = Cells(row)
    subscription = book.subscriptions.get(cells.reference("subscription_id"))
    if row["subscription_id"] and subscription is None:
        cells.tell(
            "subscription_id",
            f"The subscription {shown(row['subscription_id'])} was not read: subscriptions.csv "
            "lacks it, or its row has a problem.",
        )
    currency = cells.currency("currency")
    price = book.prices.get(subscription.price_external_id) if subscription else None
    if currency and price and price.currency != currency:
        cells.tell("currency", f"It is in {currency}, but its subscription is in {price.currency}.")
    amount = cells.amount("amount", currency)
    refunded = cells.amount("refunded", currency, required=False)
    start, end = cells.instant_or_none("period_start"), cells.instant_or_none("period_end")
    if not cells.refused and amount == 0:
        cells.tell("amount", "A payment of zero: there is nothing to refund.", "skipped")
    if refunded > amount:
        paid, returned = to_major(amount, currency), to_major(refunded, currency)
        cells.tell("refunded", f"{returned} was refunded of {paid} {currency}: more than was paid.")
    if (start is None) != (end is None) or (start and end and end <= start):
        cells.tell("period_end", "A period needs both a start and a later end, or neither.")
    payment = ImportedPayment(
        external_id=cells.reference("payment_id"),
        order_number=cells.text("order_number", longest=60, required=True),
        customer_external_id=subscription.customer_external_id if subscription else "",
        subscription_external_id=row["subscription_id"],
        amount_minor=amount,
        refunded_minor=refunded,
        currency=currency,
        charged_at=cells.instant("charged_at"),
        status=cells.choice("status", _STATUSES, "captured"),
        period_start=start,
        period_end=end,
        method=read_method(cells),
        disputed=cells.flag_or_none("disputed") is True,
    )
    book.once(cells, "payment", "payment_id", payment.external_id)
    return [*cells.problems] if cells.refused else [*cells.problems, payment]
