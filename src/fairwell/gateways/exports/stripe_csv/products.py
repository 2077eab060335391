"""Stripe's products.csv: names of products, for prices that do not carry them."""

from typing import Final

from fairwell.domain.imports import ImportedProduct, RowProblem
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.cells import Cells
from fairwell.gateways.exports.table import Column, Row

COLUMNS: Final = (
    Column("id", ("id", "Product ID"), required=True),
    Column("name", ("Name", "Product Name"), required=True),
    Column("description", ("Description",)),
)


def read_product(row: Row, book: Book) -> list[ImportedProduct | RowProblem]:
    """The product of a row, or what is wrong with it."""
    cells = Cells(row)
    product = ImportedProduct(
        external_id=cells.reference("id"),
        name=cells.text("name", required=True),
        description=cells.text("description", longest=5000),
    )
    book.once(cells, "product", "id", product.external_id)
    if cells.refused:
        return [*cells.problems]
    book.products[product.external_id] = product
    return [*cells.problems, product]
