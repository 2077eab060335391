"""A disputed or promised invoice is left alone, and loses no time by it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.collecting import decide_collecting
from fairwell.domain.collecting_pauses import Pause, merged, pushed_back
from tests.domain.unpaid import DUE, NEW_CARD, POLICY, day, failed, unpaid


def pause(start: float, until: float | None = None) -> Pause:
    return Pause(day(start), None if until is None else day(until))


def test_a_dispute_stops_retries_hold_and_end_until_it_is_over() -> None:
    disputed = unpaid(*failed(0), pauses=(pause(2),))

    for at in (2, 3, 14, 30, 300):
        found = decide_collecting(POLICY, disputed, at=day(at))
        assert (found.action, found.standing, found.needs) == ("wait", "grace", "")
        assert (found.paused, found.next_retry_at, found.hold_at, found.end_at) == (
            True,
            None,
            None,
            None,
        )
        assert found.next_step_at is None


def test_what_was_to_come_is_pushed_back_by_the_length_of_the_pause() -> None:
    facts = unpaid(*failed(0), pauses=(pause(2, 12),))
    found = decide_collecting(POLICY, facts, at=day(12))

    assert not found.paused
    assert (found.next_retry_at, found.hold_at, found.end_at) == (day(13), day(24), day(40))


def test_a_promise_with_a_date_is_looked_at_again_on_it() -> None:
    facts = unpaid(*failed(0), pauses=(pause(2, 12),))
    found = decide_collecting(POLICY, facts, at=day(5))

    assert found.paused
    assert (found.action, found.next_step_at, found.next_retry_at) == ("wait", day(12), day(13))


def test_a_pause_gives_no_access_back_to_one_on_hold_but_keeps_it_from_the_end() -> None:
    facts = unpaid(*failed(0, 3, 5, 7), standing="on_hold", pauses=(pause(20),))
    found = decide_collecting(POLICY, facts, at=day(35))

    assert (found.standing, found.action, found.end_at) == ("on_hold", "wait", None)


def test_a_dispute_told_of_late_lifts_the_hold_it_should_have_kept_away() -> None:
    facts = unpaid(*failed(0, 3, 5, 7), standing="on_hold", pauses=(pause(13),))
    found = decide_collecting(POLICY, facts, at=day(15))

    assert (found.standing, found.action) == ("grace", "wait")


def test_a_hold_that_we_were_late_for_does_not_come_during_a_pause() -> None:
    facts = unpaid(*failed(0, 3, 5, 7), pauses=(pause(14.5, 20),))

    assert decide_collecting(POLICY, facts, at=day(15)).standing == "grace"
    assert decide_collecting(POLICY, facts, at=day(20)).action == "hold"


def test_a_new_card_is_not_tried_before_the_pause_is_over() -> None:
    facts = unpaid(*failed(0, hard=True), method_id=NEW_CARD, pauses=(pause(1, 2.5),))

    # Day 2.5 is 22:00 in New York; 08:00 follows.
    assert decide_collecting(POLICY, facts, at=day(2)).next_retry_at == day(3) - timedelta(hours=2)
    assert decide_collecting(POLICY, facts, at=day(2.5)).action == "retry"


def test_a_pause_to_come_changes_nothing_yet() -> None:
    facts = unpaid(*failed(0), pauses=(pause(4),))

    assert decide_collecting(POLICY, facts, at=day(1)).hold_at == day(14)


def test_pauses_that_overlap_or_touch_are_one() -> None:
    several = [pause(5, 6), pause(1, 3), pause(2, 4), pause(4, 4.5), pause(8), pause(9, 10)]

    assert merged(several, until=day(20)) == (pause(1, 4.5), pause(5, 6), pause(8))
    assert merged(several, until=day(1)) == (pause(1, 3),)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        pause(2, 1)


hours = st.integers(0, 60 * 24)
spans = st.lists(st.tuples(st.integers(-200, 60 * 24), hours).map(sorted), max_size=6)


@given(target=st.integers(1, 40 * 24), pauses=spans)
def test_a_clock_counts_each_hour_outside_its_pauses_once(
    target: int, pauses: list[list[int]]
) -> None:
    def hour(number: int) -> datetime:
        return DUE + timedelta(hours=number)

    stands = [Pause(hour(start), hour(until)) for start, until in pauses]
    counted, at = 0, 0
    while counted < target:
        counted += not any(start <= at < until for start, until in pauses)
        at += 1

    reached = pushed_back(hour(target), DUE, merged(stands, until=hour(5_000)))
    assert reached == hour(at)
