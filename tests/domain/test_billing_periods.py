"""Billed periods follow each other without gap or overlap, in any term, zone and season."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.billing import DueFacts, NothingToBill, PeriodBill
from fairwell.domain.term import Term, period_start
from tests.domain.due import (
    THIRD,
    ZONE,
    after,
    billed,
    change_to,
    decide,
    due,
    price,
    trial,
)

ZONES = st.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
).map(ZoneInfo)
TERMS = st.sampled_from(["P1D", "P1W", "P30D", "P1M", "P3M", "P6M", "P1Y", "P2Y"])
ANCHORS = st.integers(0, 9 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
FAR = datetime(2200, 1, 1, tzinfo=UTC)


def begun(anchor: datetime, term: str, zone: ZoneInfo) -> DueFacts:
    """Whose first period, from the anchor, is over."""
    end = period_start(anchor, Term.parse(term), 1, zone)
    return due(anchor_at=anchor, current_period_end=end)


def starts(anchor: datetime, term: str, zone: ZoneInfo, count: int) -> list[datetime]:
    """Where the second and the following periods begin, billed one after the other."""
    facts, found = begun(anchor, term, zone), []
    for _ in range(count):
        step = billed(facts, price(1, term=term), zone=zone, at=FAR, catch_up=True)
        found.append(step.start)
        facts = after(facts, step)
    return found


@given(anchor=ANCHORS, term=TERMS, zone=ZONES)
def test_each_begins_where_the_last_one_ended(anchor: datetime, term: str, zone: ZoneInfo) -> None:
    facts = begun(anchor, term, zone)
    for no in range(2, 9):
        step = billed(facts, price(1, term=term), zone=zone, at=FAR, catch_up=True)
        assert (step.period_no, step.start, step.skipped) == (no, facts.current_period_end, 0)
        assert step.start < step.end
        facts = after(facts, step)

    assert facts.current_period_end == period_start(anchor, Term.parse(term), 8, zone)


@given(anchor=ANCHORS, term=TERMS, zone=ZONES, days=st.integers(0, 4_000))
def test_what_passed_unbilled_is_skipped_and_counted(
    anchor: datetime, term: str, zone: ZoneInfo, days: int
) -> None:
    facts = begun(anchor, term, zone)
    at = facts.current_period_end + timedelta(days=days)

    step = billed(facts, price(1, term=term), zone=zone, at=at)

    assert step.start <= at < step.end, "the period that runs now"
    assert step.period_no == 2 + step.skipped
    assert step.start == period_start(anchor, Term.parse(term), step.period_no - 1, zone)
    assert after(facts, step).current_period_end > at, "so that it is not due again at once"


@given(
    anchor=ANCHORS, term=TERMS, zone=ZONES,
    back=st.integers(1, 99), minor=st.integers(0, 100_000),
)  # fmt: skip
def test_a_part_costs_no_more_than_the_whole_and_more_for_more_days(
    anchor: datetime, term: str, zone: ZoneInfo, back: int, minor: int
) -> None:
    facts, costs = begun(anchor, term, zone), price(1, term=term, amount_minor=minor)
    whole = billed(facts, costs, zone=zone)
    ends_at = whole.end - (whole.end - whole.start) * back / 100

    part = billed(facts._replace(ends_at=ends_at), costs, zone=zone)
    longer = billed(facts._replace(ends_at=ends_at + timedelta(days=1)), costs, zone=zone)

    assert 0 <= part.amount_minor <= longer.amount_minor <= whole.amount_minor == minor
    assert (part.start, part.end) == (whole.start, whole.end)


def test_months_from_the_last_day_end_on_the_last_day() -> None:
    """31 January at noon in Berlin; no day drifts away, and summer time moves the hour in UTC."""
    anchor = datetime(2027, 1, 31, 11, tzinfo=UTC)

    found = starts(anchor, "P1M", ZoneInfo("Europe/Berlin"), 4)

    assert [(s.month, s.day, s.hour) for s in found] == [
        (2, 28, 11), (3, 31, 10), (4, 30, 10), (5, 31, 10),
    ]  # fmt: skip


def test_a_year_from_a_leap_day_comes_back_to_it() -> None:
    anchor = datetime(2028, 2, 29, 17, tzinfo=UTC)

    found = starts(anchor, "P1Y", ZoneInfo("America/New_York"), 4)

    assert [(s.year, s.month, s.day) for s in found] == [
        (2029, 2, 28), (2030, 2, 28), (2031, 2, 28), (2032, 2, 29),
    ]  # fmt: skip


def test_an_hour_that_the_clocks_skip_is_put_off_and_comes_back() -> None:
    """02:30 in New York, which 14 March 2027 does not have."""
    anchor = datetime(2027, 2, 14, 7, 30, tzinfo=UTC)

    found = starts(anchor, "P1M", ZoneInfo("America/New_York"), 2)

    local = [s.astimezone(ZoneInfo("America/New_York")) for s in found]
    assert [(s.day, s.hour, s.minute) for s in local] == [(14, 3, 30), (14, 2, 30)]


@pytest.mark.parametrize(("catch_up", "no", "skipped"), [(False, 5, 3), (True, 2, 0)])
def test_four_months_late_the_missed_ones_are_billed_only_where_that_is_asked_for(
    catch_up: bool, no: int, skipped: int
) -> None:
    zone = ZoneInfo("America/New_York")
    facts = begun(datetime(2026, 11, 5, 15, tzinfo=UTC), "P1M", zone)
    at = datetime(2027, 3, 20, 12, tzinfo=UTC)

    step = billed(facts, at=at, catch_up=catch_up)

    assert (step.period_no, step.skipped, step.amount_minor) == (no, skipped, 999)


def test_an_end_among_the_missed_periods_leaves_nothing_to_bill() -> None:
    zone = ZoneInfo("America/New_York")
    facts = begun(datetime(2026, 11, 5, 15, tzinfo=UTC), "P1M", zone)
    at = datetime(2027, 3, 20, 12, tzinfo=UTC)
    ending = facts._replace(ends_at=datetime(2027, 1, 20, 15, tzinfo=UTC))

    assert decide(ending, at=at) == NothingToBill("ends")
    caught = decide(ending, at=at, catch_up=True)
    assert isinstance(caught, PeriodBill)
    assert caught.amount_minor == 999


def test_a_choice_that_falls_due_among_skipped_periods_counts_from_the_one_that_runs() -> None:
    dearer = price(2, amount_minor=1_299)
    step = billed(
        due(), price(), dearer, zone=ZONE, at=datetime(2027, 3, 10, tzinfo=UTC),
        changes=(change_to(price_id=2, effective_at=THIRD),),
    )  # fmt: skip

    assert (step.period_no, step.skipped, step.price_id, step.amount_minor) == (5, 3, 2, 1_299)


def test_a_trial_that_is_converted_late_is_billed_for_the_period_that_runs() -> None:
    step = billed(trial(), price(), zone=ZONE, at=datetime(2027, 3, 10, tzinfo=UTC))

    assert (step.period_no, step.skipped, step.converts_trial) == (4, 3, True)
    assert step.start <= datetime(2027, 3, 10, tzinfo=UTC) < step.end
