"""In a pause nothing is earned, the rest follows it, and no day that is over is earned anew."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.ledger.recognition import (
    Deferral,
    deferred_minor,
    recognised_between,
    recognised_minor,
    split_credit,
)
from tests.domain.ledger.lines import day, deferrals, moments

MONTH = Deferral(net_minor=3_000, starts_on=day(0), ends_on=day(30))
RESTED = replace(MONTH, pauses=((day(10), day(20)),))


@pytest.mark.parametrize(
    ("through", "earned"),
    [
        (-1, 0),
        (0, 100),
        (9, 1_000),
        (10, 1_000),
        (19, 1_000),
        (20, 1_100),
        (38, 2_900),
        (39, 3_000),
    ],
)
def test_ten_days_of_pause_put_the_rest_off_by_ten_days(through: int, earned: int) -> None:
    assert recognised_minor(RESTED, day(through)) == earned


def test_who_goes_on_early_earns_again_from_that_day_on() -> None:
    early = replace(MONTH, pauses=((day(10), day(14)),))

    for n in range(14):
        assert recognised_minor(early, day(n)) == recognised_minor(RESTED, day(n))
    assert recognised_between(early, day(13), day(14)) == 100
    assert recognised_minor(early, day(33)) == 3_000


def test_several_pauses_add_up_and_one_within_a_day_is_none() -> None:
    line = replace(MONTH, pauses=((day(5), day(5)), (day(5), day(8)), (day(32), day(40))))

    assert recognised_between(line, day(4), day(7)) == 0
    assert recognised_minor(line, day(31)) == 2_900
    assert recognised_between(line, day(31), day(39)) == 0
    assert recognised_minor(line, day(40)) == 3_000


def test_an_end_in_a_pause_earns_all_that_is_left() -> None:
    assert recognised_minor(replace(RESTED, cut_on=day(12)), day(12)) == 3_000


def test_a_credit_in_a_pause_finds_more_that_is_not_earned() -> None:
    assert split_credit(RESTED, 2_500, day(19)) == (2_000, 500)
    assert split_credit(MONTH, 2_500, day(19)) == (1_000, 1_500)


def test_a_pause_is_no_pause_that_begins_before_the_service_or_ends_before_it_begins() -> None:
    for first, back in ((day(-1), day(5)), (day(9), day(8))):
        with pytest.raises(ValueError, match="cannot stand still"):
            replace(MONTH, pauses=((first, back),))


@given(deferrals(), moments, st.integers(0, 60), moments)
def test_a_pause_written_when_it_begins_changes_no_day_before(
    line: Deferral, today: date, length: int, before: date
) -> None:
    first = max([today, line.starts_on, *(back for _, back in line.pauses)])
    rested = replace(line, pauses=(*line.pauses, (first, first + timedelta(days=length))))

    if before < first:
        assert recognised_minor(rested, before) == recognised_minor(line, before)
    assert recognised_minor(rested, before) <= recognised_minor(line, before)
    assert deferred_minor(rested, date.max) == 0
