"""Stripe's customers.csv or unified_customers.csv: who pays and where they live."""

from typing import Final

from fairwell.domain.imports import ImportedCustomer, RowProblem
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("id", "Customer ID"), required=True),
    Column("email", ("Email", "Customer Email"), required=True),
    Column("name", ("Name", "Customer Name")),
    Column("created", ("Created (UTC)", "Created date (UTC)", "Created"), required=True),
    Column(
        "country",
        ("Address Country", "Billing Address Country", "Country", "Card Address Country"),
    ),
    Column("state", ("Address State", "Billing Address State", "State", "Card Address State")),
    Column(
        "language",
        (
            "Preferred Locales",
            "Preferred Locale",
            "Language",
            "language (metadata)",
            "locale (metadata)",
        ),
    ),
    Column("consumer", ("consumer (metadata)",)),
)


def read_customer(row: Row, book: Book) -> list[ImportedCustomer | RowProblem]:
    """The customer of a row, or what is wrong with it."""
    cells = Cells(row)
    country = cells.country("country")
    customer = ImportedCustomer(
        external_id=cells.reference("id"),
        email=cells.email("email"),
        name=cells.text("name"),
        country=country,
        subdivision=cells.subdivision("state", country),
        language=cells.language("language"),
        created_at=cells.instant("created"),
        consumer=cells.flag_or_none("consumer"),
    )
    book.once(cells, "customer", "id", customer.external_id)
    if cells.refused:
        return [*cells.problems]
    book.customers[customer.external_id] = customer
    return [*cells.problems, customer]
