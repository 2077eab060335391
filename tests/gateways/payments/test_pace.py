"""Calls at a steady pace, whoever makes them; the clock stands still unless somebody sleeps."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.gateways.payments.pace import Pace
from tests.threads import at_once


class Clock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


def paced(clock: Clock, per_second: float, burst: int = 1) -> Pace:
    return Pace(per_second, burst, clock=clock, sleep=clock.sleep)


def test_a_burst_goes_at_once_and_the_others_one_after_the_other() -> None:
    clock = Clock()
    pace = paced(clock, 4, burst=3)
    assert [pace.take() for _ in range(6)] == pytest.approx([0, 0, 0, 0.25, 0.25, 0.25])
    clock.now += 100
    assert [pace.take() for _ in range(4)] == pytest.approx([0, 0, 0, 0.25])


def test_a_call_not_yet_due_is_told_how_long_to_wait_and_is_not_counted() -> None:
    clock = Clock()
    pace = paced(clock, 2)
    assert pace.claim() == 0
    assert [pace.claim(), pace.claim()] == pytest.approx([0.5, 0.5])
    clock.now += 0.5
    assert pace.claim() == 0


def test_a_pause_is_kept_and_no_burst_follows_it() -> None:
    clock = Clock()
    pace = paced(clock, 2, burst=10)
    pace.take()
    pace.hold_off(30)
    assert pace.take() == pytest.approx(30)
    assert pace.take() == pytest.approx(0.5)


def test_the_longest_of_several_pauses_counts() -> None:
    clock = Clock()
    pace = paced(clock, 2)
    pace.hold_off(30)
    pace.hold_off(5)
    pace.hold_off(0)
    assert pace.take() == pytest.approx(30)


def test_a_pause_holds_those_who_wait_already() -> None:
    clock = Clock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.slept) == 1:
            pace.hold_off(10)  # another thread was refused meanwhile

    pace = Pace(1, clock=clock, sleep=sleep)
    pace.take()
    assert pace.take() == pytest.approx(11)


def test_sixteen_threads_share_one_pace() -> None:
    clock = Clock()
    pace = paced(clock, 8, burst=2)
    at_once([pace.take] * 16)
    # 14 of them beyond the burst; sleepers overlap here, so the clock may only have gone further
    assert clock.now - 1000 >= 14 / 8 - 1e-6


@given(
    per_second=st.floats(0.1, 1000),
    burst=st.integers(1, 20),
    idle=st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_no_stretch_of_time_sees_more_than_its_share(
    per_second: float, burst: int, idle: list[float]
) -> None:
    clock = Clock()
    pace = paced(clock, per_second, burst)
    calls = []
    for seconds in idle:
        clock.now += seconds
        pace.take()
        calls.append(clock.now)
    for first, begun in enumerate(calls):
        for last, ended in enumerate(calls[first:], start=first):
            assert last - first + 1 <= burst + (ended - begun) * per_second + 1e-3


@pytest.mark.parametrize(("per_second", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_pace_that_lets_nothing_through_is_refused(per_second: float, burst: int) -> None:
    with pytest.raises(ValueError, match="A pace must"):
        Pace(per_second, burst)
