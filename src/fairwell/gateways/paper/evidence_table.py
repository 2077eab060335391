"""What every section of the evidence is made of: cells, tables, and how values are written."""

from dataclasses import dataclass
from datetime import datetime

from fairwell.queries import wording
from fairwell.queries.evidence import EvidenceView


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says; `details` stand small below it."""

    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One section: an anchor, a heading, a sentence on what it shows, and rows under `head`.

    Without rows `empty` says so.
    """

    anchor: str
    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the values of one view in one language, times in the vendor's zone."""

    view: EvidenceView
    language: str

    def moment(self, at: datetime | None) -> str:
        """An instant, or a dash."""
        return wording.moment(at, self.language, self.view.zone) if at else "–"

    def money(self, minor: int, currency: str) -> str:
        """An amount in minor units."""
        return wording.money(minor, currency, self.language)
