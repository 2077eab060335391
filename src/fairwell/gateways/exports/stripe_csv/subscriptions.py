"""Stripe's subscriptions.csv: one status word becomes three axes, and dates become periods."""

from datetime import datetime, timedelta
from typing import Final

from fairwell.domain.imports import ImportedSubscription, RowProblem, shape_problem
from fairwell.domain.subscription import Renewal, Service, Standing
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells, shown
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("id", "Subscription ID"), required=True),
    Column("customer", ("Customer ID", "Customer"), required=True),
    Column("price", ("Plan", "Price ID", "Price", "Plan ID"), required=True),
    Column("quantity", ("Quantity",)),
    Column("currency", ("Currency",)),
    Column("status", ("Status",), required=True),
    Column("created", ("Created (UTC)", "Created date (UTC)"), required=True),
    Column("started", ("Start Date (UTC)", "Start (UTC)")),
    Column("period_start", ("Current Period Start (UTC)",), required=True),
    Column("period_end", ("Current Period End (UTC)",), required=True),
    Column("trial_end", ("Trial End (UTC)",)),
    Column("at_period_end", ("Cancel At Period End",)),
    Column("cancel_at", ("Cancel At (UTC)", "Cancel At")),
    Column("canceled_at", ("Canceled At (UTC)", "Cancelled At (UTC)")),
    Column("ended_at", ("Ended At (UTC)",)),
    Column("reason", ("Cancellation Reason",)),
    Column("concluded", ("concluded_on (metadata)", "concluded_at (metadata)")),
    Column("early_start", ("early_start_requested (metadata)",)),
)

STATUSES: Final[dict[str, tuple[Renewal, Standing, Service]]] = {
    "active": ("auto_renewing", "current", "active"),
    "trialing": ("auto_renewing", "current", "trialing"),
    "past_due": ("auto_renewing", "grace", "active"),
    "unpaid": ("auto_renewing", "on_hold", "active"),
    "paused": ("auto_renewing", "current", "paused"),
    "incomplete": ("auto_renewing", "current", "pending"),
    "incomplete_expired": ("ended", "current", "terminated"),
    "canceled": ("ended", "current", "terminated"),
}
_FIRST_PAYMENT_ALLOWED: Final = timedelta(hours=23)


def read_subscription(row: Row, book: Book) -> list[ImportedSubscription | RowProblem]:
    """The subscription of a row, or what is wrong with it."""
    cells = Cells(row)
    external_id, price_id = cells.reference("id"), cells.reference("price")
    customer_id = cells.reference("customer")
    book.once(cells, "subscription", "id", external_id)
    book.known_customer(cells, "customer", customer_id)
    book.known_price(cells, "price", price_id)
    _same_currency(cells, book, price_id)
    renewal, standing, service = _axes(cells)
    created = cells.instant("created")
    period_end = cells.instant("period_end")
    ended_at = _ended_at(cells, created) if renewal == "ended" else None
    ends_at = ended_at or _ends_at(cells, period_end)
    if renewal == "auto_renewing" and ends_at is not None and ends_at <= period_end:
        renewal = "non_renewing"
    record = ImportedSubscription(
        external_id=external_id,
        customer_external_id=customer_id,
        price_external_id=price_id,
        quantity=cells.whole("quantity", default=1),
        renewal=renewal,
        standing=standing,
        service=service,
        concluded_at=cells.instant_or_none("concluded") or created,
        started_at=cells.instant_or_none("started") or created,
        current_period_start=cells.instant("period_start"),
        current_period_end=period_end,
        trial_end=cells.instant_or_none("trial_end"),
        ends_at=ends_at,
        ended_at=ended_at,
        early_start_requested=cells.flag_or_none("early_start"),
    )
    if not cells.refused and (wrong := shape_problem(record)):
        cells.tell(_FIELDS.get(wrong[0], ""), wrong[1])
    if cells.refused:
        return [*cells.problems]
    book.subscriptions[external_id] = record
    return [*cells.problems, record]


_FIELDS: Final = {
    "quantity": "quantity",
    "current_period_end": "period_end",
    "ended_at": "ended_at",
    "ends_at": "cancel_at",
}


def _axes(cells: Cells) -> tuple[Renewal, Standing, Service]:
    word = cells.row["status"].casefold().replace(" ", "_").replace("cancelled", "canceled")
    if word not in STATUSES:
        known = ", ".join(STATUSES)
        cells.tell("status", f"{shown(cells.row['status'])} is not a status we know ({known}).")
        return STATUSES["active"]
    if word == "canceled" and cells.row["reason"].casefold() == "payment_failed":
        return "ended", "written_off", "terminated"
    return STATUSES[word]


def _same_currency(cells: Cells, book: Book, price_id: str) -> None:
    if not cells.row["currency"]:
        return
    currency, price = cells.currency("currency"), book.prices.get(price_id)
    if currency and price and currency != price.currency:
        cells.tell(
            "currency", f"It is in {currency}, but its price {price_id} is in {price.currency}."
        )


def _ended_at(cells: Cells, created: datetime) -> datetime | None:
    """When an ended one ended; Stripe gives up an incomplete one 23 hours after its creation."""
    ended = cells.instant_or_none("ended_at") or cells.instant_or_none("canceled_at")
    if ended is None and cells.row["status"].casefold() == "incomplete_expired":
        return created + _FIRST_PAYMENT_ALLOWED
    return ended


def _ends_at(cells: Cells, period_end: datetime) -> datetime | None:
    """When a running one will end, if that is settled; a cancellation is never overlooked."""
    cancel_at = cells.instant_or_none("cancel_at")
    at_period_end = cells.flag_or_none("at_period_end")
    if cancel_at is not None:
        return cancel_at
    if at_period_end:
        return period_end
    if cells.instant_or_none("canceled_at") is not None and at_period_end is None:
        cells.tell(
            "canceled_at",
            "It was cancelled, but the file does not say when it ends; taken as the end of the "
            "current period. Export the column “Cancel At Period End” to be sure.",
            "warning",
        )
        return period_end
    return None
