"""Stream the files of an import: headers first, all of them, then row after row with its line."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from fairwell.domain.imports import Record, RowProblem
from fairwell.gateways.exports.table import (
    Column,
    Header,
    Row,
    TableError,
    read_header,
    read_rows,
)

_ROWS_BETWEEN_REPORTS: Final = 500

Progress = Callable[[str, int], None]
"""Called with a file's name and the number of its rows read so far, and once at its end."""


class ReadRow(NamedTuple):
    """What became of a row: a neutral record or a problem. `line` 0 concerns the whole file."""

    file: str
    line: int
    item: Record | RowProblem


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file whose header was understood."""

    kind: str
    path: Path
    header: Header


def open_files(
    paths: Sequence[tuple[str, Path]], columns: Mapping[str, Sequence[Column]]
) -> tuple[list[SourceFile], list[RowProblem]]:
    """Read every header; returns the files and everything that stands in the way of any."""
    files: list[SourceFile] = []
    problems: list[RowProblem] = []
    for kind, path in paths:
        try:
            files.append(SourceFile(kind, path, read_header(path, columns[kind])))
        except TableError as refused:
            problems += refused.problems
        except OSError as refused:
            problems.append(_unreadable(path, refused))
    return files, problems


def rows_of(
    source: SourceFile,
    convert: Callable[[Row], Iterable[Record | RowProblem]],
    progress: Progress | None,
) -> Iterator[ReadRow]:
    """Convert the rows of one file, one at a time."""
    name, count = source.path.name, 0
    try:
        for row in read_rows(source.path, source.header):
            count += 1
            items = [row] if isinstance(row, RowProblem) else convert(row)
            for item in items:
                yield ReadRow(name, row.line, item)
            if progress is not None and count % _ROWS_BETWEEN_REPORTS == 0:
                progress(name, count)
    except OSError as refused:
        yield of_problem(_unreadable(source.path, refused))
    if progress is not None:
        progress(name, count)


def of_problem(problem: RowProblem) -> ReadRow:
    """A problem as a row of its own."""
    return ReadRow(problem.file, problem.line, problem)


def csv_paths(source: Path | Sequence[Path]) -> tuple[list[Path], list[RowProblem]]:
    """The CSV files of a directory by name, or the paths given; the problem if there are none."""
    if not isinstance(source, Path):
        return list(source), []
    if not source.is_dir():
        text = "There is no such directory. Give the directory that holds the exported CSV files."
        return [], [RowProblem(str(source), 0, "", text)]
    found = sorted(path for path in source.iterdir() if path.suffix.casefold() == ".csv")
    if found:
        return found, []
    return [], [RowProblem(str(source), 0, "", "The directory holds no CSV file.")]


def _unreadable(path: Path, refused: OSError) -> RowProblem:
    why = refused.strerror or type(refused).__name__
    return RowProblem(path.name, 0, "", f"The file can't be opened: {why}.")
