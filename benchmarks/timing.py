"""Timing by two clocks: what passed on the wall, and what this thread computed meanwhile."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.figures import Cell, Spread


@dataclass(slots=True)
class Timings:
    """Seconds of one thing done many times. On a busy machine `cpu` is what stays the same."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def time[T](self, do: Callable[[], T]) -> T:
        """Do it once, and keep how long it took."""
        wall, cpu = time.perf_counter(), time.thread_time()
        answer = do()
        self.cpu.append(time.thread_time() - cpu)
        self.wall.append(time.perf_counter() - wall)
        return answer

    def after(self, warm_up: int) -> "Timings":
        """Those that count."""
        return Timings(self.wall[warm_up:], self.cpu[warm_up:])

    @property
    def spread(self) -> Spread:
        """By the wall's clock."""
        return Spread.of(self.wall)

    def cells(self) -> tuple[Cell, ...]:
        """p50, p99 and maximum by the wall's clock, p50 of the thread's own work, all in ms."""
        return *self.spread.cells(), Spread.of(self.cpu).p50 * 1_000


def timed_each[T](do: Callable[[T], Any], subjects: Iterable[T]) -> list[float]:
    """The seconds on the wall of each."""
    timings = Timings()
    for subject in subjects:
        timings.time(partial(do, subject))
    return timings.wall


def by_turns(ours: Callable[[], Any], floor: Callable[[], Any], count: int) -> list[Timings]:
    """Both, in turns, so that what else the machine does meets both alike."""
    both = [Timings(), Timings()]
    for _ in range(count):
        both[0].time(ours)
        both[1].time(floor)
    return both
