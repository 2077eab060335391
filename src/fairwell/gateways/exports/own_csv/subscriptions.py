"""Our own subscriptions.csv: a row holds the customer, the price and the subscription."""

import hashlib
from dataclasses import replace
from typing import Final, get_args

from fairwell.domain.imports import (
    TAX_BEHAVIOURS,
    ImportedCustomer,
    ImportedPrice,
    ImportedSubscription,
    Record,
    shape_problem,
)
from fairwell.domain.imports import RowProblem as Problem
from fairwell.domain.subscription import Renewal, Service, Standing
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import LONGEST_REFERENCE, Cells, shown
from fairwell.gateways.exports.table import Column, Row

_RENEWALS: Final[tuple[Renewal, ...]] = get_args(Renewal)
_STANDINGS: Final[tuple[Standing, ...]] = get_args(Standing)
_SERVICES: Final[tuple[Service, ...]] = get_args(Service)

_REQUIRED: Final = (
    "subscription_id",
    "email",
    "product",
    "term",
    "currency",
    "amount",
    "started_at",
    "period_start",
    "period_end",
)
_OPTIONAL: Final = (
    "customer_id",
    "name",
    "country",
    "subdivision",
    "language",
    "consumer",
    "plan",
    "devices",
    "tax_behaviour",
    "quantity",
    "renewal",
    "standing",
    "service",
    "concluded_at",
    "trial_end",
    "ends_at",
    "ended_at",
    "early_start_requested",
)
COLUMNS: Final = (
    *(Column(name, (name,), required=True) for name in _REQUIRED),
    *(Column(name, (name,)) for name in _OPTIONAL),
)


def read_subscription(row: Row, book: Book) -> list[Record | Problem]:
    """Customer and price where they are new, then the subscription; or what is wrong."""
    cells = Cells(row)
    customer, price = _customer(cells), _price(cells)
    subscription = _subscription(cells, customer, price)
    book.once(cells, "subscription", "subscription_id", subscription.external_id)
    known = book.customers.get(customer.external_id)
    if known is not None and replace(known, created_at=customer.created_at) != customer:
        cells.tell(
            "customer_id" if row["customer_id"] else "email",
            f"The customer {shown(customer.external_id)} is described otherwise in an earlier row.",
        )
    if not cells.refused and (wrong := shape_problem(subscription)):
        cells.tell(_COLUMN_OF.get(wrong[0], wrong[0]), wrong[1])
    if cells.refused:
        return [*cells.problems]
    found: list[Record | Problem] = [*cells.problems]
    if known is None:
        book.customers[customer.external_id] = customer
        found.append(customer)
    if price.external_id not in book.prices:
        book.prices[price.external_id] = price
        found.append(price)
    book.subscriptions[subscription.external_id] = subscription
    return [*found, subscription]


_COLUMN_OF: Final = {"current_period_end": "period_end"}


def _customer(cells: Cells) -> ImportedCustomer:
    email, country = cells.email("email"), cells.country("country")
    return ImportedCustomer(
        external_id=cells.reference("customer_id", required=False) or _id_of_email(email),
        email=email,
        name=cells.text("name"),
        country=country,
        subdivision=cells.subdivision("subdivision", country),
        language=cells.language("language"),
        created_at=cells.instant("started_at"),
        consumer=cells.flag_or_none("consumer"),
    )


def _price(cells: Cells) -> ImportedPrice:
    """The price of a row; rows that agree in all of it share one, with an id made from it."""
    product, currency = cells.text("product", required=True), cells.currency("currency")
    price = ImportedPrice(
        external_id="",
        product_external_id=_made_id("product", product.casefold()),
        product_name=product,
        plan=cells.text("plan", longest=120) or product[:120],
        devices=cells.whole("devices", default=1),
        term=cells.term("term"),
        currency=currency,
        amount_minor=cells.amount("amount", currency),
        tax_behaviour=cells.choice("tax_behaviour", TAX_BEHAVIOURS, "unspecified"),
    )
    parts = (price.product_external_id, price.plan, price.devices, price.term, price.currency)
    made = _made_id("price", *map(str, parts), str(price.amount_minor), price.tax_behaviour)
    return replace(price, external_id=made)


def _subscription(
    cells: Cells, customer: ImportedCustomer, price: ImportedPrice
) -> ImportedSubscription:
    return ImportedSubscription(
        external_id=cells.reference("subscription_id"),
        customer_external_id=customer.external_id,
        price_external_id=price.external_id,
        quantity=cells.whole("quantity", default=1),
        renewal=cells.choice("renewal", _RENEWALS, "auto_renewing"),
        standing=cells.choice("standing", _STANDINGS, "current"),
        service=cells.choice("service", _SERVICES, "active"),
        concluded_at=cells.instant_or_none("concluded_at") or customer.created_at,
        started_at=customer.created_at,
        current_period_start=cells.instant("period_start"),
        current_period_end=cells.instant("period_end"),
        trial_end=cells.instant_or_none("trial_end"),
        ends_at=cells.instant_or_none("ends_at") or cells.instant_or_none("ended_at"),
        ended_at=cells.instant_or_none("ended_at"),
        early_start_requested=cells.flag_or_none("early_start_requested"),
    )


def _id_of_email(email: str) -> str:
    return email if len(email) <= LONGEST_REFERENCE else _made_id("customer", email)


def _made_id(kind: str, *parts: str) -> str:
    """An id that is the same on every import: a hash of what it stands for."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f"{kind}-{digest[:20]}"
