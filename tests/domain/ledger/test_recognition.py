"""Olga's year is earned day by day, to the cent, whatever is credited or cut on the way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.ledger.recognition import (
    CreditSplit,
    Deferral,
    after_credit,
    days_to_book,
    deferred_minor,
    recognised_between,
    recognised_minor,
    service_days,
    split_credit,
)
from fairwell.domain.money import LARGEST_MINOR
from tests.domain.ledger.lines import day, deferrals, moments

YEAR = Deferral(net_minor=12_000, starts_on=day(0), ends_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("through", "earned"),
    [
        (date(2025, 12, 31), 0),
        (date(2026, 1, 1), 33),  # 32.88
        (date(2026, 1, 2), 66),  # 65.75
        (date(2026, 7, 2), 6_016),  # 183 of 365 days
        (date(2026, 12, 30), 11_967),
        (date(2026, 12, 31), 12_000),
        (date(2031, 1, 1), 12_000),
    ],
)
def test_a_year_is_earned_a_365th_a_day(through: date, earned: int) -> None:
    assert recognised_minor(YEAR, through) == earned
    assert deferred_minor(YEAR, through) == 12_000 - earned


def test_a_half_cent_is_earned_early() -> None:
    two_days = Deferral(net_minor=1, starts_on=day(0), ends_on=day(2))
    assert [recognised_between(two_days, day(n - 1), day(n)) for n in range(3)] == [1, 0, 0]


def test_a_service_within_one_day_is_earned_on_that_day() -> None:
    once = Deferral(net_minor=500, starts_on=day(3), ends_on=day(3))
    assert [recognised_minor(once, day(n)) for n in (2, 3, 4)] == [0, 500, 500]


def test_a_service_cut_short_earns_the_rest_on_that_day() -> None:
    cut = replace(YEAR, cut_on=day(9))
    assert recognised_minor(cut, day(8)) == recognised_minor(YEAR, day(8)) == 296
    assert recognised_between(cut, day(8), day(9)) == 12_000 - 296
    assert recognised_minor(replace(YEAR, cut_on=day(-5)), day(-5)) == 12_000


def test_the_unused_rest_given_back_leaves_nothing_for_the_day_of_the_cut() -> None:
    today = date(2026, 3, 31)
    used = recognised_minor(YEAR, today)
    split = split_credit(YEAR, 12_000 - used, today)
    assert split == CreditSplit(deferred_minor=12_000 - used, recognised_minor=0)
    ended = replace(after_credit(YEAR, split), cut_on=today)
    assert recognised_minor(ended, today) == recognised_minor(ended, day(400)) == used


def test_a_goodwill_credit_shortens_the_end_and_leaves_the_days_alone() -> None:
    credited = after_credit(YEAR, split_credit(YEAR, 2_000, day(30)))
    assert recognised_between(credited, day(30), day(31)) == 33
    assert recognised_minor(credited, day(304)) == 10_000
    assert recognised_between(credited, day(304), day(400)) == 0


def test_two_periods_share_no_day_and_miss_none() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    bounds = [datetime(2026, month, 14, 23, 30, tzinfo=UTC) for month in (1, 2, 3)]
    first, second = (service_days(*bounds[n : n + 2], berlin) for n in (0, 1))
    assert first == (date(2026, 1, 15), date(2026, 2, 15))
    assert second[0] == first[1]
    assert service_days(*bounds[:2], ZoneInfo("UTC"))[0] == date(2026, 1, 14)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"net_minor": -1}, "Of -1, 0 cannot be released"),
        ({"released_minor": -1}, "Of 12000, -1 cannot be released"),
        ({"released_minor": 12_001}, "Of 12000, 12001 cannot be released"),
        ({"ends_on": day(-1)}, "cannot end on 2025-12-31"),
        ({"net_minor": LARGEST_MINOR, "ends_on": day(513)}, "more than a BIGINT can spread"),
    ],
)
def test_what_cannot_be_is_a_mistake(change: dict[str, int | date], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(YEAR, **change)


def test_the_largest_amount_may_be_spread_over_512_days() -> None:
    longest = Deferral(net_minor=LARGEST_MINOR, starts_on=day(0), ends_on=day(512))
    assert recognised_minor(longest, day(255)) == 2**52
    most = (2**63 - 1 - 3) // (2 * 3)
    assert Deferral(net_minor=most, starts_on=day(0), ends_on=day(3)).kept_minor == most
    with pytest.raises(ValueError, match="over 3 days is more than a BIGINT can spread"):
        Deferral(net_minor=most + 1, starts_on=day(0), ends_on=day(3))


def test_more_than_is_left_cannot_be_credited() -> None:
    with pytest.raises(ValueError, match="Of a line with 12000 left, 12001 cannot be credited"):
        split_credit(YEAR, 12_001, day(0))
    with pytest.raises(ValueError, match="-1 cannot be credited"):
        split_credit(YEAR, -1, day(0))
    with pytest.raises(ValueError, match="from after 2026-01-02 through 2026-01-01"):
        recognised_between(YEAR, day(1), day(0))


@given(deferrals(), moments, moments)
def test_earning_never_falls_and_ends_at_what_is_kept(
    line: Deferral, one: date, other: date
) -> None:
    early, late = sorted((one, other))
    assert 0 <= recognised_minor(line, early) <= recognised_minor(line, late) <= line.kept_minor
    assert recognised_between(line, early, late) >= 0
    end = max(line.starts_on, line.ends_on - timedelta(days=1))
    still = line.paused_days(date.max)
    assert recognised_minor(line, end + timedelta(days=still)) == line.kept_minor
    assert recognised_between(line, date.min, date.max) == line.kept_minor


@given(deferrals(touched=False), moments)
def test_what_is_earned_is_never_half_a_unit_off_the_days(line: Deferral, through: date) -> None:
    days = max(1, (line.ends_on - line.starts_on).days)
    past = min(max((through - line.starts_on).days + 1, 0), days)
    assert abs(2 * (recognised_minor(line, through) * days - line.net_minor * past)) <= days


@given(deferrals(), moments, st.data())
def test_a_credit_splits_without_loss_and_changes_no_day_that_is_over(
    line: Deferral, on: date, data: st.DataObject
) -> None:
    credit = data.draw(st.integers(0, line.kept_minor))
    deferred, recognised = split = split_credit(line, credit, on)
    assert deferred + recognised == credit
    assert deferred >= 0
    assert recognised >= 0
    assert recognised == 0 or deferred_minor(after_credit(line, split), on) == 0
    before = data.draw(moments.filter(lambda moment: moment <= on))
    assert recognised_minor(after_credit(line, split), before) == recognised_minor(line, before)


@given(deferrals(), moments, moments)
def test_after_a_full_credit_nothing_stays_deferred(line: Deferral, on: date, later: date) -> None:
    split = split_credit(line, line.kept_minor, on)
    assert split == (deferred_minor(line, on), recognised_minor(line, on))
    assert deferred_minor(after_credit(line, split), max(on, later)) == 0


@given(deferrals(most=10**6), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 10**5))))
def test_days_booked_once_they_are_over_add_up_whatever_is_credited(
    drawn: Deferral, wishes: list[tuple[int, int]]
) -> None:
    """The books' own view: one run a day for the day before, credits and a cut on their day."""
    line = replace(drawn, released_minor=0, cut_on=None)
    billed, booked, taken = line.net_minor, 0, 0
    for n in range(-45, 600):
        booked += recognised_between(line, day(n - 2), day(n - 1))
        for _, wish in (each for each in wishes if each[0] == n):
            split = split_credit(line, min(wish, line.kept_minor), day(n))
            line, taken = after_credit(line, split), taken + split.deferred_minor
        if drawn.cut_on == day(n):
            line = replace(line, cut_on=drawn.cut_on)
        assert 0 <= billed - booked - taken == deferred_minor(line, day(n - 1))
    assert billed == booked + taken


def test_every_day_of_the_last_month_is_booked_and_further_back_the_ends_of_months() -> None:
    assert days_to_book(date(2026, 11, 18), date(2026, 11, 20)) == (
        date(2026, 11, 18),
        date(2026, 11, 19),
        date(2026, 11, 20),
    )
    long = days_to_book(date(2025, 11, 30), date(2026, 2, 3))
    assert long[:2] == (date(2025, 11, 30), date(2025, 12, 31))
    assert long[2:] == tuple(date(2026, 1, 3) + timedelta(days=n) for n in range(32))
    assert days_to_book(date(2026, 11, 21), date(2026, 11, 20)) == ()


@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
def test_days_to_book_go_up_and_end_with_the_last_one(first: date, days: int) -> None:
    through = first + timedelta(days=days)
    found = days_to_book(first, through)
    assert list(found) == sorted(set(found))
    assert found[-1] == through
    assert found[0] >= first
    ends = {first + timedelta(days=n) for n in range(days) if _ends_month(first, n)}
    assert ends <= set(found), "no month's end is left out"


def _ends_month(first: date, n: int) -> bool:
    return (first + timedelta(days=n + 1)).day == 1
