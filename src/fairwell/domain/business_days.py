"""Working days of a country, for payout estimates and for last days that roll forward."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache


class UnknownCalendarError(ValueError):
    """No public-holiday calendar is known for the country."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Weekends and public holidays of a country; `subdivision` is ISO 3166-2 ("US-CA") or ""."""

    country: str
    subdivision: str = ""

    def __post_init__(self) -> None:
        _weekend(self.country)

    def is_working_day(self, day: date) -> bool:
        """Whether the day is neither a weekend day nor a public holiday there."""
        return day.weekday() not in _weekend(self.country) and day not in _holidays(
            self.country, self.subdivision, day.year
        )


def roll_forward(day: date, calendar: BusinessCalendar) -> date:
    """The day itself if it is a working day, else the next one that is."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(day: date, count: int, calendar: BusinessCalendar) -> date:
    """The `count`-th working day after `day` (before it when negative); `day` is not counted.

    A count of 0 gives `day` itself, working day or not.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


def business_day_range(
    day: date, counts: tuple[int, int], calendar: BusinessCalendar
) -> tuple[date, date]:
    """Earliest and latest expected dates, such as 5 to 7 business days after `day`."""
    fewest, most = counts
    if not 0 <= fewest <= most:
        raise ValueError(f"A range of business days runs from fewest to most, not {counts}.")
    return add_business_days(day, fewest, calendar), add_business_days(day, most, calendar)


@cache
def _weekend(country: str) -> frozenset[int]:
    # Lazy: importing holidays takes 0.26 s, and most processes never ask for a working day.
    import holidays  # noqa: PLC0415

    if country not in holidays.list_supported_countries():
        raise UnknownCalendarError(
            f'No public holidays are known for "{country}"; use an ISO 3166-1 code such as DE.'
        )
    return frozenset(holidays.country_holidays(country).weekend)


@cache
def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    # Lazy for the same reason.
    import holidays  # noqa: PLC0415

    known = holidays.list_supported_countries()[country]
    code = subdivision.removeprefix(f"{country}-")
    # A subdivision without holidays of its own is not listed: there the country's days hold.
    found = holidays.country_holidays(country, subdiv=code if code in known else None, years=year)
    return frozenset(found)
