"""Read a directory of Stripe's exports as one list, in the order in which rows refer to rows."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from fairwell.domain.import_links import link_payments
from fairwell.domain.imports import ImportedPayment, Record, RowProblem
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.reading import (
    Progress,
    ReadRow,
    SourceFile,
    csv_paths,
    of_problem,
    open_files,
    rows_of,
)
from fairwell.gateways.exports.stripe_csv import (
    customers,
    invoices,
    payments,
    prices,
    products,
    subscriptions,
)
from fairwell.gateways.exports.table import Row, TableError, normal, read_titles

COLUMNS: Final = {
    "products": products.COLUMNS,
    "prices": prices.COLUMNS,
    "customers": customers.COLUMNS,
    "invoices": invoices.COLUMNS,
    "subscriptions": subscriptions.COLUMNS,
    "payments": payments.COLUMNS,
}
"""By kind of file, in the order of reading: every row refers only to rows read before it."""

REQUIRED: Final = ("prices", "customers", "subscriptions")

# Titles that only one kind of export has, for files whose name says nothing.
_MARKS: Final = {
    "prices": "price id",
    "invoices": "amount due",
    "payments": "amount refunded",
    "subscriptions": "current period start (utc)",
    "customers": "delinquent",
    "products": "statement descriptor",
}


class StripeExport:
    """An export that can be read, again and again with the same outcome.

    Iterating yields `ReadRow(file, line, item)`: records in an order in which each refers only to
    earlier ones, problems in their place. When a file can't be read at all or is missing, only
    that is told and no row is read. Payments that no invoice links come last.
    """

    def __init__(self, source: Path | Sequence[Path], progress: Progress | None) -> None:
        self._source = source
        self._progress = progress

    def __iter__(self) -> Iterator[ReadRow]:
        files, problems = self._open()
        yield from map(of_problem, problems)
        if any(problem.severity == "error" for problem in problems):
            return
        book, index = Book(), invoices.InvoiceIndex()
        unlinked: list[ReadRow] = []
        for source in files:
            for read in rows_of(source, _converter(source.kind, book, index), self._progress):
                payment = read.item
                if (
                    isinstance(payment, ImportedPayment)
                    and payment.subscription_external_id is None
                ):
                    unlinked.append(read)
                else:
                    yield read
        yield from _linked(unlinked, book)

    def _open(self) -> tuple[list[SourceFile], list[RowProblem]]:
        paths, problems = csv_paths(self._source)
        kinds: list[tuple[str, Path]] = []
        for path in paths:
            kind = kind_of(path)
            if kind:
                kinds.append((kind, path))
            else:
                problems.append(_unknown_file(path, chosen=not isinstance(self._source, Path)))
        problems += _missing_files(self._source, {kind for kind, _ in kinds})
        files, unread = open_files(kinds, COLUMNS)
        order = list(COLUMNS)
        files.sort(key=lambda source: (order.index(source.kind), source.path.name))
        return files, problems + unread


def read_stripe_csv(
    source: Path | Sequence[Path], progress: Progress | None = None
) -> StripeExport:
    """Stripe's exports in a directory, or the files given, as an iterable of ReadRow.

    Nothing is opened before the iteration, and nothing raises: what is wrong comes as RowProblem.
    """
    return StripeExport(source, progress)


def kind_of(path: Path) -> str:
    """Which export a file is, told by its name (`unified_payments (1).csv`), else its header."""
    named = [kind for kind in COLUMNS if kind in path.stem.casefold()]
    if len(named) == 1:
        return named[0]
    try:
        titles = {normal(title) for title in read_titles(path)[1]}
    except (TableError, OSError):
        return ""
    return next((kind for kind, mark in _MARKS.items() if mark in titles), "")


def _unknown_file(path: Path, *, chosen: bool) -> RowProblem:
    known = ", ".join(f"{name}.csv" for name in COLUMNS)
    text = f"This is none of the exports we read; if it is, call it one of {known}."
    return RowProblem(path.name, 0, "", text, "error" if chosen else "skipped")


def _missing_files(source: Path | Sequence[Path], found: set[str]) -> list[RowProblem]:
    where = str(source) if isinstance(source, Path) else "the files given"
    missing = [f"{kind}.csv" for kind in REQUIRED if kind not in found]
    if not missing or (isinstance(source, Path) and not source.is_dir()):
        return []
    text = f"Missing: {', '.join(missing)}. Export it from Stripe's dashboard as well."
    return [RowProblem(where, 0, "", text)]


def _converter(
    kind: str, book: Book, index: invoices.InvoiceIndex
) -> Callable[[Row], Sequence[Record | RowProblem]]:
    readers: dict[str, Callable[[Row], Sequence[Record | RowProblem]]] = {
        "products": partial(products.read_product, book=book),
        "prices": partial(prices.read_price, book=book),
        "customers": partial(customers.read_customer, book=book),
        "invoices": partial(index.read, book=book),
        "subscriptions": partial(subscriptions.read_subscription, book=book),
        "payments": partial(payments.read_payment, book=book, invoices=index),
    }
    return readers[kind]


def _linked(unlinked: list[ReadRow], book: Book) -> Iterator[ReadRow]:
    rows = [read.item for read in unlinked if isinstance(read.item, ImportedPayment)]
    links = link_payments(book.subscriptions.values(), rows, book.prices.values())
    for read, link in zip(unlinked, links, strict=True):
        if link.doubt:
            text = f"{link.doubt[0].upper()}{link.doubt[1:]}. It is kept without a subscription; "
            text += "export invoices.csv as well to be sure."
            yield of_problem(RowProblem(read.file, read.line, "", text, "warning"))
        yield read._replace(item=link.payment)
