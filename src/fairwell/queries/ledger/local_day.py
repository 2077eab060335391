"""The vendor's calendar day of an instant, as SQL that databases work out for millions of rows."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

from django.db import connection

from fairwell.domain.ledger.sql import Dialect
from fairwell.domain.zone_offsets import zone_offsets

# Between them lies everything that books may hold; outside, the nearest offset is used.
_FIRST, _LAST = date(1990, 1, 1), date(2060, 1, 1)


def dialect() -> Dialect:
    """The SQL that the database in use speaks."""
    return "postgresql" if connection.vendor == "postgresql" else "sqlite"


def local_day(column: str, zone: ZoneInfo) -> str:
    """An expression for the day of an instant's column: DATE in PostgreSQL, ISO text in SQLite.

    SQLite knows no zones: there each span between two moves of the clocks has its own offset.
    """
    if dialect() == "postgresql":
        return f"CAST({column} AT TIME ZONE '{zone.key}' AS date)"
    *moved, (_, last) = zone_offsets(zone, _FIRST, _LAST)
    if not moved:
        return f"date({column}, '{_seconds(last)}')"
    # From the latest back: most rows are of late, and the first condition that holds decides.
    whens, offset = [], last
    for until, before in reversed(moved):
        assert until is not None, "only the last span is open"
        text = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        whens.append(f"WHEN {column} >= '{text}' THEN '{_seconds(offset)}'")
        offset = before
    return f"date({column}, CASE {' '.join(whens)} ELSE '{_seconds(offset)}' END)"


def _seconds(offset: object) -> str:
    return f"{offset.total_seconds():+.0f} seconds"  # type: ignore[attr-defined]


def day_literal(day: date) -> str:
    """A day as an expression of the kind that `local_day` gives."""
    return f"CAST('{day.isoformat()}' AS date)" if dialect() == "postgresql" else f"'{day}'"
