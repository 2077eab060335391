"""Stripe's prices.csv: what one unit of a product costs for one term."""

import re
from typing import Final

from fairwell.domain.imports import TAX_BEHAVIOURS, ImportedPrice, RowProblem
from fairwell.domain.term import Term
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells, shown
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("Price ID", "id", "Plan ID"), required=True),
    Column("product_id", ("Product ID", "Product"), required=True),
    Column("product_name", ("Product Name",)),
    Column("nickname", ("Description", "Nickname", "Price Nickname", "Plan Nickname")),
    Column("amount", ("Amount", "Unit Amount"), required=True),
    Column("currency", ("Currency",), required=True),
    Column("interval", ("Interval", "Recurring Interval"), required=True),
    Column("interval_count", ("Interval Count", "Recurring Interval Count")),
    Column("usage_type", ("Usage Type",)),
    Column("billing_scheme", ("Billing Scheme",)),
    Column("tax_behaviour", ("Tax Behavior", "Tax Behaviour")),
    Column("active", ("Active",)),
    Column("plan", ("plan (metadata)", "tier (metadata)")),
    Column("devices", ("devices (metadata)", "max_devices (metadata)", "seats (metadata)")),
)

_DEVICES: Final = re.compile(
    r"(?<![0-9.,])([0-9]{1,4})[ -]?(?:devices?|pcs?|computers?|seats?|users?|geräte?)\b", re.I
)


def read_price(row: Row, book: Book) -> list[ImportedPrice | RowProblem]:
    """The recurring price of a row, or what is wrong with it; one-time prices are skipped."""
    cells = Cells(row)
    external_id, product_id = cells.reference("id"), cells.reference("product_id")
    book.once(cells, "price", "id", external_id)
    if not cells.refused and not row["interval"]:
        cells.tell("interval", "A one-time price: no subscription can have it.", "skipped")
        return [*cells.problems]
    if row["billing_scheme"].casefold() == "tiered":
        cells.tell("billing_scheme", "A price in tiers has no single amount; it can't be imported.")
    if row["usage_type"].casefold() == "metered":
        cells.tell("usage_type", "A price by usage has no fixed amount; it can't be imported.")
    if cells.refused:
        return [*cells.problems]
    name = cells.text("product_name") or _name_in(book, product_id)
    if not name:
        cells.tell("product_id", "The product has no name here; export products.csv as well.")
    currency, nickname = cells.currency("currency"), cells.text("nickname", longest=250)
    price = ImportedPrice(
        external_id=external_id,
        product_external_id=product_id,
        product_name=name,
        plan=cells.text("plan", longest=120) or name[:120],
        devices=_devices(cells, nickname),
        term=_term(cells),
        currency=currency,
        amount_minor=cells.amount("amount", currency),
        tax_behaviour=cells.choice("tax_behaviour", TAX_BEHAVIOURS, "unspecified"),
        nickname=nickname,
        active=cells.flag_or_none("active") is not False,
    )
    if cells.refused:
        return [*cells.problems]
    book.prices[external_id] = price
    return [*cells.problems, price]


def _name_in(book: Book, product_id: str) -> str:
    product = book.products.get(product_id)
    return product.name if product else ""


def _devices(cells: Cells, nickname: str) -> int:
    """Devices covered: the metadata column, else "3 devices" in the description, else 1."""
    if cells.row["devices"]:
        return cells.whole("devices")
    found = _DEVICES.search(nickname)
    return max(1, int(found[1])) if found else 1


def _term(cells: Cells) -> str:
    count = cells.whole("interval_count", default=1)
    interval = cells.row["interval"].casefold().rstrip("s")
    if count > 999:
        cells.tell("interval_count", "A term of that many intervals can't be right.")
        return ""
    match interval:
        case "year":
            return str(Term(months=12 * min(count, 100)))
        case "month":
            return str(Term(months=count))
        case "week":
            return str(Term(days=7 * count))
        case "day":
            return str(Term(days=count))
    cells.tell("interval", f"{shown(cells.row['interval'])} is not day, week, month or year.")
    return ""
