"""A CSV file with a header: which columns we know, in which spelling, and its rows by field."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fairwell.domain.imports import RowProblem
from fairwell.gateways.exports.lines import HEAD, CsvLines, file_complaint

_DELIMITERS: Final = (",", ";", "\t")
_CARD_NUMBER_TITLES: Final = frozenset(
    ("card number", "card.number", "card_number", "cardnumber", "pan", "card pan", "number (card)")
)
_LONG_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])")

CARD_NUMBER_COLUMN: Final = (
    "This column is meant for full card numbers, which Fairwell never takes. "
    "Delete the column, and the file wherever else it is kept, then import the rest."
)
CARD_NUMBER: Final = (
    "This value looks like a full card number, which Fairwell never takes. "
    "Keep only its last four digits, and delete the file wherever else it is kept."
)


@dataclass(frozen=True, slots=True)
class Column:
    """A field, the header titles it may have (first match wins), and whether it must be there."""

    field: str
    titles: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One record by field: text without outer blanks, "" where empty or without a column."""

    file: str
    line: int
    values: dict[str, str]
    titles: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values.get(field, "")

    def has_column(self, field: str) -> bool:
        """Whether the file has a column for `field`, be it empty in this row."""
        return field in self.titles

    def title(self, field: str) -> str:
        """The column's title as the file writes it."""
        return self.titles.get(field, field)


class TableError(Exception):
    """A file that can't be read at all; carries one problem per reason."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field stands, found before any row is read."""

    delimiter: str
    width: int
    index: dict[str, int]
    titles: dict[str, str]
    card_columns: tuple[int, ...]


def normal(title: str) -> str:
    """A title without case, spare blanks and final question mark, to compare spellings."""
    return " ".join(title.casefold().split()).removesuffix("?").rstrip()


def read_titles(path: Path) -> tuple[str, list[str]]:
    """The file's delimiter and its header's titles; TableError when it has none that can be read.

    Comma, semicolon and tab are told apart by which of them splits the header most.
    """
    with path.open("rb") as stream:
        if text := file_complaint(stream.read(HEAD)):
            raise TableError([RowProblem(path.name, 0, "", text)])
        found: list[tuple[str, list[str]]] = []
        for delimiter in _DELIMITERS:
            stream.seek(0)
            line, titles = next(iter(CsvLines(stream, delimiter)))
            if isinstance(titles, str):
                complaint = RowProblem(path.name, line, "", titles)
            else:
                found.append((delimiter, titles))
    if not found:
        raise TableError([complaint])
    return max(found, key=lambda pair: len(pair[1]))


def read_header(path: Path, columns: Sequence[Column]) -> Header:
    """Find `columns` in the header of `path`; TableError names everything wrong with it at once."""
    delimiter, titles = read_titles(path)
    plain = [normal(title) for title in titles]
    problems = [
        RowProblem(path.name, 1, titles[at], CARD_NUMBER_COLUMN)
        for at, title in enumerate(plain)
        if title in _CARD_NUMBER_TITLES
    ]
    index: dict[str, int] = {}
    missing: list[Column] = []
    for column in columns:
        title = next((known for known in map(normal, column.titles) if known in plain), None)
        if title is None:
            missing += [column] if column.required else []
            continue
        index[column.field] = plain.index(title)
        if plain.count(title) > 1:
            places = [str(at) for at, other in enumerate(plain, 1) if other == title]
            text = f"The header has this column {len(places)} times (columns {', '.join(places)})."
            problems.append(
                RowProblem(path.name, 1, titles[index[column.field]], f"{text} Keep one of them.")
            )
    if missing:
        problems.append(RowProblem(path.name, 1, "", _missing_text(missing, titles)))
    if problems:
        raise TableError(problems)
    return Header(
        delimiter=delimiter,
        width=len(titles),
        index=index,
        titles={field: titles[at] for field, at in index.items()},
        card_columns=tuple(
            at for at, title in enumerate(plain) if "card" in title or "last4" in title
        ),
    )


def read_rows(path: Path, header: Header) -> Iterator[Row | RowProblem]:
    """The rows under a header, one by one; what can't be read comes as a problem in its place."""
    with path.open("rb") as stream:
        lines = CsvLines(stream, header.delimiter)
        for number, (line, values) in enumerate(lines):
            if number == 0:
                lines.width = header.width
                continue
            if isinstance(values, str):
                yield RowProblem(path.name, line, "", values)
                continue
            if not any(value.strip() for value in values):
                continue
            row = Row(
                file=path.name,
                line=line,
                values={field: values[at].strip() for field, at in header.index.items()},
                titles=header.titles,
            )
            column = _card_number_in(values, row, header)
            yield RowProblem(path.name, line, column, CARD_NUMBER) if column else row


def looks_like_card_number(text: str) -> bool:
    """13 to 19 digits, maybe in groups, with a right check digit (Luhn, ISO/IEC 7812-1)."""
    return any(
        _luhn([int(digit) for digit in found[0] if digit.isdigit()])
        for found in _LONG_NUMBER.finditer(text)
    )


def masked(text: str) -> str:
    """`text` with every long number blotted out but for its last four digits, to be shown."""
    return _LONG_NUMBER.sub(lambda found: "…" + found[0][-4:], text)


def _luhn(digits: list[int]) -> bool:
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def _card_number_in(values: list[str], row: Row, header: Header) -> str:
    for at in header.card_columns:
        if looks_like_card_number(values[at]):
            field = next((field for field, index in header.index.items() if index == at), "")
            return row.title(field) if field else f"column {at + 1}"
    return ""


def _missing_text(missing: Sequence[Column], titles: Sequence[str]) -> str:
    """Names every missing column, and where one is there in another time zone, says so."""
    names = ", ".join(f"“{column.titles[0]}”" for column in missing)
    text = f"The file lacks the column{'s' if len(missing) > 1 else ''} {names}."
    text += " Export it again with all columns."
    for column in missing:
        base = normal(column.titles[0]).removesuffix("(utc)").strip()
        for title in titles:
            zoned = normal(title)
            if "(utc)" in normal(column.titles[0]) and zoned.startswith(f"{base} ("):
                text += f" “{title}” is not in UTC: choose the time zone UTC when you export."
    return text
