"""What a line has earned, as SQL text with the arithmetic of `recognition.py`, for many lines."""

from dataclasses import dataclass
from typing import Literal

Dialect = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralColumns:
    """Where a query finds a `Deferral`: SQL expressions, written by us and never by a visitor.

    Amounts are BIGINT; days are DATE in PostgreSQL and text such as 2026-11-22 in SQLite.
    `paused_days` is the number of days, up to the one asked about, on which a service stood still.
    """

    net_minor: str = "net_minor"
    released_minor: str = "released_minor"
    starts_on: str = "starts_on"
    ends_on: str = "ends_on"
    cut_on: str = "cut_on"
    paused_days: str = "0"


def recognised_sql(
    dialect: Dialect, *, through: str, columns: DeferralColumns | None = None
) -> str:
    """An expression equal to `recognised_minor`; `through` is a day's expression, used repeatedly.

    Give a column or a named placeholder with its cast, such as CAST(%(through)s AS date). Both
    databases cut a quotient off towards zero, as needed: nothing here is below zero. Rows must keep
    2·net·days + days < 2**63: beyond it SQLite would turn to floats and PostgreSQL raise an error.
    """
    of = columns or DeferralColumns()
    kept = f"({of.net_minor} - {of.released_minor})"
    past = f"({_days(dialect, of.starts_on, through)} + 1 - {of.paused_days})"
    days = _days(dialect, of.starts_on, of.ends_on)
    earned = f"((2 * {of.net_minor} * {past} + {days}) / (2 * {days}))"
    return (
        f"CASE WHEN {of.cut_on} <= {through} THEN {kept}"
        f" WHEN {through} < {of.starts_on} THEN 0"
        f" WHEN {past} >= {days} THEN {kept}"
        f" WHEN {earned} < {kept} THEN {earned}"
        f" ELSE {kept} END"
    )


def paused_days_sql(dialect: Dialect, *, through: str, starts_on: str, ends_on: str) -> str:
    """How many days of one pause, from `starts_on` to before `ends_on`, are over by `through`."""
    so_far = f"{_days(dialect, starts_on, through)} + 1"
    return (
        f"CASE WHEN {through} < {starts_on} THEN 0"
        f" WHEN {through} < {ends_on} THEN {so_far}"
        f" ELSE {_days(dialect, starts_on, ends_on)} END"
    )


def _days(dialect: Dialect, start: str, end: str) -> str:
    if dialect == "postgresql":
        return f"({end} - {start})"
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"
