"""Working days in Berlin, Munich, New York and Riyadh."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.business_days import (
    BusinessCalendar,
    UnknownCalendarError,
    add_business_days,
    business_day_range,
    roll_forward,
)

GERMANY = BusinessCalendar("DE")
UNITED_STATES = BusinessCalendar("US")
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
calendars = st.sampled_from([GERMANY, UNITED_STATES, BusinessCalendar("SA")])


def test_a_refund_of_5_to_7_business_days_skips_the_weekend_and_thanksgiving() -> None:
    asked = date(2026, 11, 21)
    expected = (date(2026, 11, 30), date(2026, 12, 2))
    assert business_day_range(asked, (5, 7), UNITED_STATES) == expected


def test_a_last_day_on_a_saturday_rolls_to_monday_and_over_a_holiday() -> None:
    assert roll_forward(date(2026, 12, 5), GERMANY) == date(2026, 12, 7)
    assert roll_forward(date(2026, 12, 25), GERMANY) == date(2026, 12, 28)
    assert roll_forward(date(2026, 12, 7), GERMANY) == date(2026, 12, 7)


def test_a_bavarian_holiday_is_a_working_day_in_berlin() -> None:
    epiphany = date(2027, 1, 6)
    assert not BusinessCalendar("DE", "DE-BY").is_working_day(epiphany)
    assert BusinessCalendar("DE", "DE-HH").is_working_day(epiphany)
    assert GERMANY.is_working_day(epiphany)


def test_a_part_without_holidays_of_its_own_follows_the_country() -> None:
    assert not BusinessCalendar("FR", "FR-IDF").is_working_day(date(2026, 7, 14))


def test_the_weekend_is_the_countrys_own() -> None:
    friday, sunday = date(2026, 11, 20), date(2026, 11, 22)
    riyadh = BusinessCalendar("SA")
    assert not riyadh.is_working_day(friday)
    assert riyadh.is_working_day(sunday)


def test_counting_back_and_counting_nothing() -> None:
    assert add_business_days(date(2026, 12, 7), -1, GERMANY) == date(2026, 12, 4)
    assert add_business_days(date(2026, 12, 5), 0, GERMANY) == date(2026, 12, 5)


@given(days, st.integers(1, 30), calendars)
def test_adding_days_lands_on_a_working_day_with_as_many_passed(
    day: date, count: int, calendar: BusinessCalendar
) -> None:
    end = add_business_days(day, count, calendar)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert calendar.is_working_day(end)
    assert sum(calendar.is_working_day(one) for one in passed) == count


@given(days, calendars)
def test_rolling_finds_the_first_working_day(day: date, calendar: BusinessCalendar) -> None:
    rolled = roll_forward(day, calendar)
    skipped = [day + timedelta(days=n) for n in range((rolled - day).days)]
    assert calendar.is_working_day(rolled)
    assert not any(calendar.is_working_day(one) for one in skipped)


def test_a_country_without_a_calendar_is_refused() -> None:
    with pytest.raises(UnknownCalendarError, match='No public holidays are known for "XX"'):
        BusinessCalendar("XX")


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="from fewest to most"):
        business_day_range(date(2026, 11, 21), (7, 5), GERMANY)
