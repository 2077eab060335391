"""What figures are made of: percentiles, rates, ratios, and tables for people and for machines."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

type Cell = str | int | float | None
type Kind = Literal["text", "count", "ms", "rate", "times", "share"]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile: the least value that at least `share` (0–1] of them don't pass.

    It is always one of the values. Raises ValueError for no values or another share.
    """
    if not values:
        raise ValueError("No values, so no percentile.")
    if not 0 < share <= 1:
        raise ValueError(f"A share lies above 0 and is at most 1, not {share}.")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def ratio(value: float, floor: float) -> float:
    """How many times the floor a value is; ValueError where the floor is not above 0."""
    if floor <= 0:
        raise ValueError(f"A floor is above 0, not {floor}.")
    return value / floor


def rate(count: int, seconds: float) -> float:
    """How many each second; ValueError where no time passed."""
    if seconds <= 0:
        raise ValueError(f"{count} in {seconds} seconds is no rate.")
    return count / seconds


@dataclass(frozen=True, slots=True)
class Spread:
    """What many timings of one thing come to, in seconds."""

    count: int
    p50: float
    p99: float
    most: float
    total: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        """The spread of at least one timing."""
        return cls(
            count=len(seconds),
            p50=percentile(seconds, 0.5),
            p99=percentile(seconds, 0.99),
            most=max(seconds),
            total=sum(seconds),
        )

    @property
    def mean(self) -> float:
        """The mean, which adds up over the parts of a thing as percentiles don't."""
        return self.total / self.count

    def cells(self) -> tuple[float, float, float]:
        """p50, p99 and maximum as milliseconds."""
        return self.p50 * 1_000, self.p99 * 1_000, self.most * 1_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, and what its cells are."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that belong together. Cells hold plain numbers: ms, per second, times, shares."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {row} has not {len(self.columns)} cells.")

    def text(self) -> str:
        """The table for people: aligned columns, then the notes."""
        titles = [column.title for column in self.columns]
        shown = [
            [written(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]
        widths = [max(map(len, cells)) for cells in zip(titles, *shown, strict=True)]
        lines = [self._line(titles, widths), "  ".join("-" * width for width in widths)]
        lines += [self._line(cells, widths) for cells in shown]
        return "\n".join([f"\n{self.title}", *lines, *(f"  {note}" for note in self.notes)])

    def as_dict(self, database: str) -> dict[str, Any]:
        """The table for machines, with the database it was measured on."""
        return {
            "database": database,
            "title": self.title,
            "columns": [{"title": c.title, "kind": c.kind} for c in self.columns],
            "rows": [list(row) for row in self.rows],
            "notes": list(self.notes),
        }

    def _line(self, cells: Iterable[str], widths: Sequence[int]) -> str:
        placed = (
            cell.ljust(width) if column.kind == "text" else cell.rjust(width)
            for cell, width, column in zip(cells, widths, self.columns, strict=True)
        )
        return "  ".join(placed).rstrip()


def written(cell: Cell, kind: Kind) -> str:
    """A cell for people: 12.3 times the floor is 12.3×, a share of 0.25 is 25 %."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    match kind:
        case "ms":
            return f"{cell:,.2f}" if cell < 100 else f"{cell:,.0f}"
        case "times":
            return f"{cell:,.2f}×" if cell < 10 else f"{cell:,.1f}×"
        case "share":
            return f"{cell * 100:.0f} %"
        case _:
            return f"{cell:,.0f}"
