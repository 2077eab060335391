"""Parts of a paid term: they add up, follow the calendar, and stand still in a pause."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairwell.domain.proration import (
    BilledLine,
    Stretch,
    Unit,
    moved,
    part_minor,
    unused_credit,
    used_minor,
    used_units,
)
from tests.domain.people import ZONE

START = datetime(2026, 1, 1, 17, 0, tzinfo=UTC)  # noon in New York
END = datetime(2027, 1, 1, 17, 0, tzinfo=UTC)
UNITS: list[Unit] = ["day", "second"]

units = st.sampled_from(UNITS)
amounts = st.integers(0, 100_000_000)
starts = st.integers(0, 6 * 365 * 86_400).map(lambda s: START - timedelta(seconds=s))
seconds = st.integers(1, 3 * 366 * 86_400)


def local(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=ZONE).astimezone(UTC)  # type: ignore[misc, arg-type]


def line(gross: int = 36_500, **change: object) -> BilledLine:
    made = {
        "invoice_line_id": 1,
        "order_number": "Q-1",
        "gross_minor": gross,
        "credited_minor": 0,
        "service_start": START,
        "service_end": END,
        "paid": True,
    }
    return BilledLine(**(made | change))  # type: ignore[arg-type]


def test_the_day_of_asking_is_not_used_yet() -> None:
    def by_day(at: datetime) -> int:
        return used_minor(36_500, START, END, at, unit="day", zone=ZONE)

    assert by_day(local(2026, 1, 1, 23, 59)) == 0
    assert by_day(local(2026, 1, 2, 0, 0)) == 100
    assert by_day(local(2026, 12, 31, 23, 59)) == 36_400
    assert by_day(local(2027, 1, 1, 0, 0)) == 36_500


def test_by_the_second_half_the_time_is_half_the_money_and_a_half_rounds_up() -> None:
    half = START + (END - START) / 2

    assert used_minor(10_000, START, END, half, unit="second", zone=ZONE) == 5_000
    assert used_minor(10_001, START, END, half, unit="second", zone=ZONE) == 5_001


def test_a_leap_year_has_a_day_more_to_share() -> None:
    start, end = local(2028, 1, 1), local(2029, 1, 1)

    assert used_units(start, end, local(2028, 3, 1), unit="day", zone=ZONE) == (60, 366)
    assert used_minor(36_600, start, end, local(2028, 3, 1), unit="day", zone=ZONE) == 6_000


def test_a_day_of_23_or_25_hours_is_a_day_and_by_the_second_is_what_passes() -> None:
    start, end = local(2026, 3, 1), local(2026, 4, 1)  # 8 March has 23 hours
    before, after = local(2026, 3, 8), local(2026, 3, 9)
    day = part_minor(3_100, start, end, from_=before, until=after, unit="day", zone=ZONE)
    assert day == 100
    assert used_units(start, end, end, unit="second", zone=ZONE)[1] == (31 * 24 - 1) * 3_600 * 10**6

    autumn = local(2026, 11, 1), local(2026, 12, 1)  # 1 November has 25 hours
    assert used_units(*autumn, local(2026, 11, 2), unit="day", zone=ZONE) == (1, 30)
    assert (
        used_units(*autumn, local(2026, 11, 2), unit="second", zone=ZONE)[0] == 25 * 3_600 * 10**6
    )


@pytest.mark.parametrize("unit", UNITS)
def test_all_is_used_at_the_end_and_nothing_before_the_start(unit: Unit) -> None:
    for at, used in ((START - timedelta(days=9), 0), (END, 7), (END + timedelta(days=9), 7)):
        assert used_minor(7, START, END, at, unit=unit, zone=ZONE) == used


def test_a_service_of_hours_has_no_days_and_is_used_when_it_ends() -> None:
    end = START + timedelta(hours=2)

    assert used_minor(500, START, end, START + timedelta(hours=1), unit="day", zone=ZONE) == 0
    assert used_minor(500, START, end, end, unit="day", zone=ZONE) == 500


def test_what_ends_before_it_begins_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        used_minor(1, END, START, END, unit="day", zone=ZONE)
    with pytest.raises(ValueError, match="cannot end"):
        part_minor(1, START, END, from_=END, until=START, unit="day", zone=ZONE)


@given(amounts, starts, seconds, st.lists(st.integers(-9, 4 * 366 * 86_400)), units)
def test_parts_between_any_cuts_add_up_to_the_whole(
    total: int, start: datetime, length: int, cuts: list[int], unit: Unit
) -> None:
    end = start + timedelta(seconds=length)
    marks = sorted([start, end, *(start + timedelta(seconds=cut) for cut in cuts)])
    parts = [
        part_minor(total, start, end, from_=a, until=b, unit=unit, zone=ZONE)
        for a, b in pairwise(marks)
    ]

    assert sum(parts) == total
    assert min(parts) >= 0


@given(amounts, starts, seconds, st.integers(0, 3 * 366 * 86_400), units)
def test_what_is_used_is_the_exact_share_to_within_half_a_minor_unit(
    total: int, start: datetime, length: int, after: int, unit: Unit
) -> None:
    end, at = start + timedelta(seconds=length), start + timedelta(seconds=after)
    used, whole = used_units(start, end, at, unit=unit, zone=ZONE)
    assume(whole and at < end)
    found = used_minor(total, start, end, at, unit=unit, zone=ZONE)

    assert abs(found - Fraction(total * used, whole)) <= Fraction(1, 2)


@given(
    st.integers(0, 365 * 86_400 - 1), st.integers(0, 200 * 86_400), st.integers(0, 999_999), units
)
def test_nothing_is_used_in_a_pause_and_all_at_the_moved_end(
    after: int, lasts: int, total: int, unit: Unit
) -> None:
    paused = START + timedelta(seconds=after)
    resumed = paused + timedelta(seconds=lasts)
    pause = Stretch(paused, resumed)

    def used(at: datetime) -> int:
        return used_minor(total, START, END, at, unit=unit, zone=ZONE, pauses=[pause])

    frozen = used_minor(total, START, END, paused, unit=unit, zone=ZONE)
    during = paused + timedelta(seconds=lasts // 2)
    assert used(paused) == used(during) == used(resumed) == frozen
    end = moved(END, [pause])
    assert used(end) == total
    assert frozen <= used(end - timedelta(seconds=1)) <= total


def test_a_pause_outside_the_service_does_not_move_it() -> None:
    before = Stretch(START - timedelta(days=9), START - timedelta(days=2))
    after = Stretch(END, END + timedelta(days=30))
    at = local(2026, 2, 1)

    found = used_units(START, END, at, unit="day", zone=ZONE, pauses=[after, before])
    assert found == (31, 365)
    late = END + timedelta(days=1)
    assert used_minor(9, START, END, late, unit="day", zone=ZONE, pauses=[after]) == 9


def test_two_pauses_of_one_term_both_count() -> None:
    first = Stretch(local(2026, 2, 1), local(2026, 3, 1))
    second = Stretch(
        local(2027, 1, 10), local(2027, 1, 20)
    )  # within the term as the first moved it

    found = used_units(
        START, END, local(2027, 1, 25), unit="day", zone=ZONE, pauses=[second, first]
    )
    assert found == (389 - 28 - 10, 365)


def test_a_lines_unused_rest_is_credited_and_says_how_it_was_reckoned() -> None:
    found = unused_credit(line(), local(2026, 4, 1), unit="day", zone=ZONE)

    assert (found.used, found.whole, found.credit_minor) == (90, 365, 27_500)
    assert found.as_dict()["credit_minor"] == 27_500


def test_what_was_credited_is_not_credited_again() -> None:
    at = local(2026, 4, 1)

    for before, credit in ((7_500, 20_000), (27_500, 0), (36_500, 0)):
        found = unused_credit(line(credited_minor=before), at, unit="day", zone=ZONE)
        assert found.credit_minor == credit


@given(amounts, st.integers(0, 100), st.integers(-9, 400 * 86_400), units)
def test_a_credit_never_exceeds_what_was_billed_and_not_credited(
    gross: int, percent: int, after: int, unit: Unit
) -> None:
    credited = gross * percent // 100
    at = START + timedelta(seconds=after)
    found = unused_credit(line(gross, credited_minor=credited), at, unit=unit, zone=ZONE)

    assert 0 <= found.credit_minor <= gross - credited
