"""Read a directory with our own subscriptions.csv and, where there is one, payments.csv."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from fairwell.domain.imports import Record, RowProblem
from fairwell.gateways.exports.book import Book
from fairwell.gateways.exports.own_csv import payments, subscriptions
from fairwell.gateways.exports.reading import (
    Progress,
    ReadRow,
    csv_paths,
    of_problem,
    open_files,
    rows_of,
)
from fairwell.gateways.exports.table import Row

COLUMNS: Final = {"subscriptions": subscriptions.COLUMNS, "payments": payments.COLUMNS}


class OwnList:
    """A list that can be read, again and again with the same outcome (see `read_own_csv`)."""

    def __init__(self, source: Path | Sequence[Path], progress: Progress | None) -> None:
        self._source = source
        self._progress = progress

    def __iter__(self) -> Iterator[ReadRow]:
        paths, problems = csv_paths(self._source)
        kinds = [(kind, path) for kind in COLUMNS for path in paths if kind == path.stem.casefold()]
        files, unread = open_files(kinds, COLUMNS)
        problems += unread
        if not problems and not any(kind == "subscriptions" for kind, _ in kinds):
            text = "There is no subscriptions.csv. Its columns are described in docs/import.md."
            problems.append(RowProblem(_name(self._source), 0, "", text))
        yield from map(of_problem, problems)
        if problems:
            return
        for path in paths:
            if path not in [read for _, read in kinds]:
                text = "Neither subscriptions.csv nor payments.csv; it was not read."
                yield of_problem(RowProblem(path.name, 0, "", text, "skipped"))
        book = Book()
        readers: dict[str, Callable[[Row], Sequence[Record | RowProblem]]] = {
            "subscriptions": partial(subscriptions.read_subscription, book=book),
            "payments": partial(payments.read_payment, book=book),
        }
        for file in files:
            yield from rows_of(file, readers[file.kind], self._progress)


def read_own_csv(source: Path | Sequence[Path], progress: Progress | None = None) -> OwnList:
    """Our own list in a directory, or the files given, as an iterable of ReadRow.

    Records come in an order in which each refers only to earlier ones; what is wrong comes as
    RowProblem, and nothing raises.
    """
    return OwnList(source, progress)


def _name(source: Path | Sequence[Path]) -> str:
    return str(source) if isinstance(source, Path) else "the files given"
