"""Take read rows onto the books in chunks, with progress, and tell what became of each."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from fairwell.actions.catalog.import_catalogue import import_catalogue
from fairwell.actions.catalog.import_customers import import_customers
from fairwell.actions.catalog.import_payments import import_payments
from fairwell.actions.catalog.import_subscriptions import import_subscriptions
from fairwell.actions.steps.import_report import ImportReport
from fairwell.domain.imports import (
    ImportedCustomer,
    ImportedPayment,
    ImportedPrice,
    ImportedProduct,
    ImportedSubscription,
    RowProblem,
)
from fairwell.gateways.exports.reading import ReadRow

# A chunk is one transaction: large enough to be quick, small enough not to hold others up.
CHUNK = 500

KINDS: dict[type, str] = {
    ImportedProduct: "products and prices",
    ImportedPrice: "products and prices",
    ImportedCustomer: "customers",
    ImportedSubscription: "subscriptions",
    ImportedPayment: "payments",
}


@dataclass(slots=True)
class Taken:
    """What an import did in all: per kind how many were new and how many were there already."""

    new: dict[str, int] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def take_rows(
    rows: Iterable[ReadRow], *, gateway: str, at: datetime, progress: Callable[[str, int], None]
) -> Taken:
    """Pass rows to the import actions; `progress` is told a kind and how many rows were taken."""
    taken = Taken()
    for (file, kind), chunk in _chunks(rows):
        if not kind:
            taken.problems += [row.item for row in chunk if isinstance(row.item, RowProblem)]
            continue
        numbered = [(row.line, row.item) for row in chunk]
        report = _take(kind, numbered, file, gateway, at)
        taken.new[kind] = taken.new.get(kind, 0) + report.new
        taken.standing[kind] = taken.standing.get(kind, 0) + report.standing
        taken.problems += report.problems
        progress(kind, len(chunk))
    return taken


def _chunks(rows: Iterable[ReadRow]) -> Iterator[tuple[tuple[str, str], list[ReadRow]]]:
    """Neighbouring rows of one file and kind, at most CHUNK at a time; problems have no kind."""
    for key, group in groupby(rows, key=lambda row: (row.file, KINDS.get(type(row.item), ""))):
        while chunk := list(islice(group, CHUNK)):
            yield key, chunk


def _take(
    kind: str, numbered: list[tuple[int, Any]], file: str, gateway: str, at: datetime
) -> ImportReport:
    if kind == "customers":
        return import_customers(rows=numbered, file=file, at=at)
    if kind == "subscriptions":
        return import_subscriptions(rows=numbered, file=file, at=at)
    if kind == "payments":
        return import_payments(rows=numbered, file=file, gateway=gateway, at=at)
    return import_catalogue(rows=numbered, file=file, at=at)
