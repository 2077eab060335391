"""Deeds and floors are timed by two clocks, in turns, and the warm-up does not count."""

import pytest

from benchmarks.timing import Timings, by_turns, timed_each


def test_a_deed_is_done_once_and_its_answer_handed_on() -> None:
    timings = Timings()
    assert timings.time(lambda: sum(range(20_000))) == 199_990_000
    assert len(timings.wall) == len(timings.cpu) == 1
    assert timings.wall[0] > 0
    assert timings.cpu[0] > 0


def test_deed_and_floor_take_turns() -> None:
    heard: list[str] = []
    ours, floor = by_turns(lambda: heard.append("deed"), lambda: heard.append("floor"), 3)
    assert heard == ["deed", "floor"] * 3
    assert len(ours.wall) == len(floor.wall) == 3


def test_each_subject_is_timed() -> None:
    heard: list[int] = []
    assert len(timed_each(heard.append, [4, 5])) == 2
    assert heard == [4, 5]


def test_the_warm_up_does_not_count() -> None:
    counted = Timings([9.0, 0.002, 0.004], [8.0, 0.001, 0.003]).after(1)
    assert counted.spread.count == 2
    assert counted.cells() == pytest.approx((2, 4, 4, 1))


def test_what_fails_is_not_timed() -> None:
    timings = Timings()
    with pytest.raises(ZeroDivisionError):
        timings.time(lambda: 1 / 0)
    assert timings.wall == []
