"""The vendor's calendar day of an instant, as SQL that databases work out for millions of rows."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
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
    return f"date({column}, {_offset_at(column, zone_offsets(zone, _FIRST, _LAST))})"


def _offset_at(column: str, spans: Sequence[tuple[datetime | None, timedelta]]) -> str:
    """The offset at an instant, found by halves: there are some hundred spans."""
    if len(spans) == 1:
        return f"'{spans[0][1].total_seconds():+.0f} seconds'"
    earlier, later = spans[: len(spans) // 2], spans[len(spans) // 2 :]
    until = earlier[-1][0]
    assert until is not None, "only the last span is open"
    text = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"CASE WHEN {column} < '{text}' THEN {_offset_at(column, earlier)}"
        f" ELSE {_offset_at(column, later)} END"
    )


def day_literal(day: date) -> str:
    """A day as an expression of the kind that `local_day` gives."""
    return f"CAST('{day.isoformat()}' AS date)" if dialect() == "postgresql" else f"'{day}'"
