"""Periods of a subscription, from anchors late in the month and through nights without an hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.term import (
    Term,
    TermError,
    days_between,
    local_date,
    period_bounds,
    period_no_at,
    period_start,
    start_of_day,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("America/Santiago"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kolkata"),
    ZoneInfo("Africa/Casablanca"),
    UTC_ZONE := ZoneInfo("UTC"),
]
zones = st.sampled_from(ZONES)
terms = st.sampled_from([Term.parse(text) for text in ("P1M", "P3M", "P1Y", "P18M", "P14D", "P1D")])
late_days = st.dates(date(2020, 1, 1), date(2035, 12, 31)).filter(lambda day: day.day >= 29)
days = st.one_of(late_days, st.dates(date(2020, 1, 1), date(2035, 12, 31)))
anchors = st.builds(lambda day, clock: datetime.combine(day, clock, tzinfo=UTC), days, st.times())
numbers = st.integers(0, 60)


@pytest.mark.parametrize(
    ("text", "months", "length_days", "written"),
    [
        ("P1Y", 12, 0, "P1Y"),
        ("P12M", 12, 0, "P1Y"),
        ("P18M", 18, 0, "P18M"),
        ("P1Y6M", 18, 0, "P18M"),
        ("P14D", 0, 14, "P14D"),
        ("P1W", 0, 7, "P7D"),
    ],
)
def test_a_term_is_read_from_an_iso_period(
    text: str, months: int, length_days: int, written: str
) -> None:
    term = Term.parse(text)
    assert (term.months, term.days, str(term)) == (months, length_days, written)
    assert Term.parse(str(term)) == term


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("monthly", "is not a term; write an ISO 8601 period such as P1Y or P14D."),
        ("P", "is not a term"),
        ("1M", "is not a term"),
        ("P1.5M", "is not a term"),
        ("-P1M", "is not a term"),
        ("PT1H", "is not a term"),
        ("P٣M", "is not a term"),
        ("P1M\n", "is not a term"),
        ("P0D", "above zero"),
        ("P1M15D", "mixes months and days"),
        ("P1W2D", "mixes weeks with other units"),
        ("P101Y", "at most 100 years"),
        ("P99999D", "at most 100 years"),
    ],
)
def test_what_is_no_term_is_refused_with_an_example(text: str, complaint: str) -> None:
    with pytest.raises(TermError) as refused:
        Term.parse(text)
    assert complaint in str(refused.value)


def test_an_anchor_on_the_31st_clamps_and_comes_back() -> None:
    anchor = datetime(2027, 1, 31, 9, tzinfo=UTC)
    starts = [period_start(anchor, Term(months=1), n, UTC_ZONE).date() for n in range(5)]
    assert starts == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]


def test_a_leap_day_anchor_finds_its_leap_day_again() -> None:
    anchor = datetime(2024, 2, 29, 12, tzinfo=UTC)
    starts = [period_start(anchor, Term(months=12), n, UTC_ZONE).date() for n in (1, 3, 4)]
    assert starts == [date(2025, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_the_wall_clock_stays_when_the_clocks_change() -> None:
    anchor = datetime(2027, 3, 1, 9, tzinfo=BERLIN).astimezone(UTC)
    april = period_start(anchor, Term(months=1), 1, BERLIN)
    assert april == datetime(2027, 4, 1, 7, tzinfo=UTC)
    assert april.astimezone(BERLIN).hour == 9


def test_an_hour_that_is_skipped_moves_later_and_one_that_repeats_is_taken_first() -> None:
    spring = datetime(2027, 2, 28, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    skipped = period_start(spring, Term(months=1), 1, BERLIN)
    assert skipped.astimezone(BERLIN).replace(tzinfo=None) == datetime(2027, 3, 28, 3, 30)  # noqa: DTZ001
    autumn = datetime(2027, 9, 30, 2, 30, tzinfo=BERLIN).astimezone(UTC)
    repeated = period_start(autumn, Term(days=31), 1, BERLIN)
    assert repeated == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(anchors, terms, numbers, zones)
def test_periods_touch_and_go_forward(anchor: datetime, term: Term, n: int, zone: ZoneInfo) -> None:
    start, end = period_bounds(anchor, term, n, zone)
    assert start < end
    assert end == period_start(anchor, term, n + 1, zone)
    assert period_start(anchor, term, 0, zone) == anchor


@given(anchors, terms, numbers, zones)
def test_a_period_begins_on_the_anchors_day_of_the_month_or_the_last(
    anchor: datetime, term: Term, n: int, zone: ZoneInfo
) -> None:
    first = local_date(anchor, zone)
    begins = local_date(period_start(anchor, term, n, zone), zone)
    if term.months:
        next_day = begins + timedelta(days=1)
        assert begins.day == first.day or (begins.day < first.day and next_day.day == 1)
    else:
        assert days_between(first, begins) == n * term.days


@given(anchors, terms, numbers, zones, st.data())
def test_an_instant_lies_in_the_period_that_is_found_for_it(
    anchor: datetime, term: Term, n: int, zone: ZoneInfo, data: st.DataObject
) -> None:
    start, end = period_bounds(anchor, term, n, zone)
    seconds = int((end - start).total_seconds())
    instant = start + timedelta(seconds=data.draw(st.integers(0, seconds - 1)))
    assert period_no_at(anchor, term, start, zone) == n
    assert period_no_at(anchor, term, end, zone) == n + 1
    assert period_no_at(anchor, term, instant, zone) == n


def test_before_the_anchor_there_is_no_period() -> None:
    anchor = datetime(2027, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="before the subscription's anchor"):
        period_no_at(anchor, Term(months=1), anchor - timedelta(seconds=1), UTC_ZONE)
    with pytest.raises(ValueError, match="numbered from 0; -1 is below"):
        period_start(anchor, Term(months=1), -1, UTC_ZONE)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="must carry its zone"):
        local_date(datetime(2027, 1, 1), BERLIN)  # noqa: DTZ001


def test_the_day_is_the_vendors_day() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert local_date(late, BERLIN) == date(2026, 11, 22)
    assert local_date(late, UTC_ZONE) == date(2026, 11, 21)


@given(days, zones)
def test_a_day_starts_with_its_first_instant(day: date, zone: ZoneInfo) -> None:
    start = start_of_day(day, zone)
    assert local_date(start, zone) == day
    assert local_date(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_a_day_whose_midnight_is_skipped_starts_an_hour_later() -> None:
    santiago = ZoneInfo("America/Santiago")
    assert start_of_day(date(2026, 9, 6), santiago).astimezone(santiago).hour == 1


@given(st.integers(1, 400), st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_the_range_of_a_terms_days_holds_wherever_it_begins(months: int, day: date) -> None:
    term = Term(months=months)
    fewest, most = term.day_range()
    begins = day.replace(day=1)
    assert fewest <= days_between(begins, term.after(begins)) <= most


def test_known_ranges_of_days() -> None:
    assert Term(months=1).day_range() == (28, 31)
    assert Term(months=12).day_range() == (365, 366)
    assert Term(days=30).day_range() == (30, 30)
