"""Several people cancel at once: throughput and the slowest, against bare writers as many."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection

from benchmarks.cancelling import QUOTED, cancel
from benchmarks.figures import Cell, Column, Spread, Table, rate, ratio
from benchmarks.ground import Ground, fresh
from benchmarks.recorder import Keys, Statement, references_of_tables, replay_elsewhere
from benchmarks.sizes import Sizes
from benchmarks.timing import timed_each
from fairwell.models import RefundQuote

type Work = Callable[[threading.Barrier], list[float]]


@dataclass(frozen=True, slots=True)
class Together:
    """How long each deed took, and all of them together, in seconds."""

    spread: Spread
    seconds: float

    def cells(self) -> tuple[Cell, ...]:
        """Deeds each second, then p50, p99 and maximum in ms."""
        return rate(self.spread.count, self.seconds), *self.spread.cells()


def measure_together(
    ground: Ground,
    quotes: Sequence[RefundQuote],
    recorded: Sequence[tuple[list[Statement], Keys]],
    sizes: Sizes,
) -> Table:
    """Cancel different subscriptions on some threads, then send the same writes bare."""
    with fresh(ground, QUOTED):
        ours = at_once([_cancels(share) for share in _shares(quotes, sizes.threads)])
    with fresh(ground, QUOTED) as name:
        floor = at_once(
            [_bare_writes(ground, name, share) for share in _shares(recorded, sizes.threads)]
        )
    ratios = ratio(ours.seconds, floor.seconds), ratio(ours.spread.p99, floor.spread.p99)
    return Table(
        f"{ground.kind}: {sizes.threads} threads cancel {len(quotes)} different subscriptions",
        (
            Column("deed"),
            Column("each second", "rate"),
            Column("p50 ms", "ms"),
            Column("p99 ms", "ms"),
            Column("max ms", "ms"),
            Column("time / floor", "times"),
            Column("p99 / floor", "times"),
        ),
        (
            ("cancel_subscription", *ours.cells(), *ratios),
            ("  its writes, bare", *floor.cells(), None, None),
        ),
        (
            "Floor: the recorded writes on as many bare connections, keys of new rows put right.",
            "One process: the threads share an interpreter, as in a web process.",
        ),
    )


def at_once(works: Sequence[Work]) -> Together:
    """Run each work on a thread of its own, all from the same moment; an error in one is raised."""
    barrier = threading.Barrier(len(works) + 1)
    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(work, barrier) for work in works]
        barrier.wait(timeout=60)
        started = time.perf_counter()
        seconds = [each for work in running for each in work.result()]
        return Together(Spread.of(seconds), time.perf_counter() - started)


def _shares[T](whole: Sequence[T], count: int) -> list[Sequence[T]]:
    """As many shares as there are threads, less those that would be empty."""
    return [whole[first::count] for first in range(min(count, len(whole)))]


def _cancels(quotes: Sequence[RefundQuote]) -> Work:
    def work(barrier: threading.Barrier) -> list[float]:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return timed_each(cancel, quotes)
        finally:
            connection.close()

    return work


def _bare_writes(
    ground: Ground, name: str, recorded: Sequence[tuple[list[Statement], Keys]]
) -> Work:
    references = references_of_tables()

    def work(barrier: threading.Barrier) -> list[float]:
        with ground.bare(name) as bare:
            barrier.wait(timeout=60)
            return timed_each(
                lambda one: replay_elsewhere(bare, one[0], one[1], references), recorded
            )

    return work
