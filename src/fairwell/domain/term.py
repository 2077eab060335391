"""Recurring terms and their periods, always counted from the anchor so that no day drifts away."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_ISO_PERIOD = re.compile(
    r"P(?:(?P<y>[0-9]{1,4})Y)?(?:(?P<m>[0-9]{1,4})M)?(?:(?P<w>[0-9]{1,4})W)?(?:(?P<d>[0-9]{1,5})D)?",
    re.ASCII,
)
_LONGEST_MONTHS = 1200
_LONGEST_DAYS = 36_600
_SHORTEST_MONTH = 28


class TermError(ValueError):
    """A term that cannot be read; the text says why and gives an example."""


@dataclass(frozen=True, slots=True)
class Term:
    """A length in whole months or in whole days, never both; P1Y equals P12M, P1W equals P7D.

    Deliberately without `<`: a month has 28 to 31 days, so use `day_range` and decide.
    """

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.months, self.days) < 0 or (self.months > 0) == (self.days > 0):
            raise TermError("A term is a number of months or a number of days, above zero.")
        if self.months > _LONGEST_MONTHS or self.days > _LONGEST_DAYS:
            raise TermError("A term is at most 100 years long.")

    @classmethod
    def parse(cls, text: str) -> "Term":
        """Read an ISO 8601 period of years and months, or of weeks or days: P1Y, P3M, P14D, P1W."""
        found = _ISO_PERIOD.fullmatch(text)
        if found is None or not any(found.groups()):
            raise TermError(
                f'"{text}" is not a term; write an ISO 8601 period such as P1Y or P14D.'
            )
        years, months, weeks, days = (int(group or 0) for group in found.groups())
        if found["w"] and (found["y"] or found["m"] or found["d"]):
            raise TermError(f'"{text}" mixes weeks with other units; write weeks alone, or days.')
        if (found["y"] or found["m"]) and found["d"]:
            raise TermError(f'"{text}" mixes months and days; a term is one or the other.')
        try:
            return cls(months=12 * years + months, days=7 * weeks + days)
        except TermError as refused:
            raise TermError(f'"{text}" cannot be used. {refused}') from None

    def __str__(self) -> str:
        if self.days:
            return f"P{self.days}D"
        return f"P{self.months}M" if self.months % 12 else f"P{self.months // 12}Y"

    def after(self, day: date, times: int = 1) -> date:
        """The day `times` terms after `day` (before it when negative).

        Months clamp to the last day: 31 January + P1M is 28 or 29 February.
        """
        if self.days:
            return day + timedelta(days=times * self.days)
        return _add_months(day, times * self.months)

    def day_range(self) -> tuple[int, int]:
        """Fewest and most days that the term can last: P1M → (28, 31), P1Y → (365, 366)."""
        return _month_day_range(self.months) if self.months else (self.days, self.days)


def _add_months(day: date, months: int) -> date:
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    if day.day <= _SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@cache
def _month_day_range(months: int) -> tuple[int, int]:
    firsts = [date(year, month, 1) for year in range(1896, 1905) for month in range(1, 13)]
    firsts += [date(year, month, 1) for year in range(1996, 2005) for month in range(1, 13)]
    lengths = [(_add_months(first, months) - first).days for first in firsts]
    return min(lengths), max(lengths)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar date of an aware instant in the vendor's zone."""
    return _aware(instant).astimezone(zone).date()


def last_day(end: datetime, zone: ZoneInfo) -> date:
    """The last calendar date on which something that ends at `end` (excluded) still runs."""
    return local_date(end - timedelta(microseconds=1), zone)


def service_span(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day to name for a service from `start` to before `end`.

    The day on which two periods meet is the later one's, so that no day is named twice.
    """
    first = local_date(start, zone)
    return first, max(first, local_date(end, zone) - timedelta(days=1))


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) of a calendar day in the vendor's zone.

    Where clocks jump at midnight, the day begins with the jump (PEP 495, fold=0 gives just that).
    """
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def days_between(start: date, end: date) -> int:
    """Elapsed days: the same day is 0, the next day 1; negative when `end` lies before."""
    return (end - start).days


def period_start(anchor_at: datetime, term: Term, n: int, zone: ZoneInfo) -> datetime:
    """UTC instant at which period `n` (0, 1, …) of a subscription begins.

    Counted from the anchor each time, at the anchor's wall-clock time in the vendor's zone, with
    months clamped: anchored on 31 January the periods begin 28 February, 31 March, 30 April.
    A wall-clock time that a DST change skips moves later by the skipped hour; one that occurs
    twice is taken the first time (PEP 495, fold=0). Period 0 begins exactly at the anchor.
    """
    if n < 0:
        raise ValueError(f"Periods are numbered from 0; {n} is below.")
    if n == 0:
        return _aware(anchor_at).astimezone(UTC)
    local = _aware(anchor_at).astimezone(zone)
    wall = datetime.combine(term.after(local.date(), n), local.time(), tzinfo=zone)
    return wall.astimezone(UTC)


def period_bounds(
    anchor_at: datetime, term: Term, n: int, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Start (included) and end (excluded) of period `n`, UTC; the end is the next one's start."""
    return period_start(anchor_at, term, n, zone), period_start(anchor_at, term, n + 1, zone)


def period_no_at(anchor_at: datetime, term: Term, instant: datetime, zone: ZoneInfo) -> int:
    """Number of the period that holds `instant`; ValueError for an instant before the anchor."""
    if _aware(instant) < _aware(anchor_at):
        raise ValueError("The instant lies before the subscription's anchor: it has no period.")
    first, day = local_date(anchor_at, zone), local_date(instant, zone)
    if term.days:
        guess = days_between(first, day) // term.days
    else:
        guess = ((day.year - first.year) * 12 + day.month - first.month) // term.months
    n = max(0, guess - 1)
    while period_start(anchor_at, term, n + 1, zone) <= instant:
        n += 1
    return n


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant must carry its zone; a bare date and time is ambiguous.")
    return instant
