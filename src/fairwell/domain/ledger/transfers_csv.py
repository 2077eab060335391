"""The books as CSV (RFC 4180) for spreadsheets and other bookkeeping, one line each."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.ledger.chunks import gathered
from fairwell.domain.ledger.transfer import SUBJECTS, DayTotal, TransferFacts
from fairwell.domain.money import to_major
from fairwell.domain.term import local_date

TRANSFER_COLUMNS: Final = (
    "transfer", "date", "at", "kind", "debit", "credit", "amount", "currency", *SUBJECTS,
)  # fmt: skip
DAY_COLUMNS: Final = (
    "date", "kind", "debit", "credit", "amount", "currency", "transfers",
)  # fmt: skip

# A spreadsheet would run a cell that begins so as a formula (OWASP, CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def transfers_as_csv(transfers: Iterable[TransferFacts], zone: ZoneInfo) -> Iterator[str]:
    """A header and a line for each transfer: our ids, the vendor's date, the amount in major units.

    Chunks of text in constant memory. A reference that looks like a formula gets an apostrophe.
    """
    return gathered(_transfer_lines(transfers, zone))


def day_totals_as_csv(totals: Iterable[DayTotal]) -> Iterator[str]:
    """A header and a line for each total of a day, kind, currency and pair of accounts."""
    return gathered(_day_lines(totals))


def _transfer_lines(transfers: Iterable[TransferFacts], zone: ZoneInfo) -> Iterator[str]:
    yield _line(TRANSFER_COLUMNS)
    for each in transfers:
        yield _line(
            (
                str(each.transfer_id),
                local_date(each.at, zone).isoformat(),
                each.at.astimezone(UTC).isoformat(),
                each.kind,
                each.debit,
                each.credit,
                to_major(each.amount_minor, each.currency),
                each.currency,
                *(_harmless(each.subjects.get(subject, "")) for subject in SUBJECTS),
            )
        )


def _day_lines(totals: Iterable[DayTotal]) -> Iterator[str]:
    yield _line(DAY_COLUMNS)
    for each in totals:
        yield _line(
            (
                each.on.isoformat(),
                each.kind,
                each.debit,
                each.credit,
                to_major(each.amount_minor, each.currency),
                each.currency,
                str(each.count),
            )
        )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
