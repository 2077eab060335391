"""The tables of the billing run."""

import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from benchmarks.figures import Cell, Column, Table, rate
from benchmarks.timing import Timings


def run_table(kind: str, rows: Sequence[tuple[Cell, ...]]) -> Table:
    """How quickly each crowd is billed, and by how many."""
    return Table(
        f"{kind}: billing run, ranges of 1,000",
        (
            Column("due", "count"), Column("workers", "count"), Column("floor", "rate"),
            Column("run", "rate"), Column("of floor", "share"), Column("µs each", "count"),
            Column("range p50", "ms"), Column("memory MB", "count"),
        ),
        tuple(rows),
        ("Floor: the same rows by bare INSERT … SELECT in the same ranges, foreign keys on.",
         "µs each: of one worker, for one subscription."),
    )  # fmt: skip


def beside_table(kind: str, rows: Sequence[tuple[Cell, ...]]) -> Table:
    """What cancelling feels like while a run goes on."""
    return Table(
        f"{kind}: cancellations while a billing run goes on",
        (
            Column("due", "count"), Column("workers", "count"), Column("run", "rate"),
            Column("asked/s", "rate"), Column("confirmed", "share"), Column("p50 ms", "ms"),
            Column("p99 ms", "ms"), Column("p99.9 ms", "ms"),
        ),
        tuple(rows),
        ("Two processes cancel at a steady rate, whether or not the ones before are done: a time",
         "counts from when its cancellation should have begun. –: not confirmed before the run",
         "was over. Confirmed: of those that should have begun by then."),
    )  # fmt: skip


def audit_table(kind: str, subscriptions: int, at: datetime) -> Table:
    """Every check of the books over what was just billed, on the database that Django is on."""
    # What is measured has models, and these can be imported only now.
    from fairwell.queries.books import CHECKS  # noqa: PLC0415

    rows: list[tuple[Cell, ...]] = []
    broken: list[str] = []
    began = time.perf_counter()
    for check in CHECKS:
        timings = Timings()
        answer = timings.time(partial(check.ask, at))
        if answer.count:
            broken.append(f"{check.name}: {answer.count} violations")
        seconds = timings.wall[0]
        each = rate(answer.examined, seconds) if answer.examined else None
        rows.append((check.name, answer.examined, seconds, each))
    if broken:
        raise RuntimeError(f"The books are broken. {'; '.join(broken)}")
    rows.sort(key=lambda row: -float(row[2] or 0))
    total = time.perf_counter() - began
    return Table(
        f"{kind}: check-books over {subscriptions:,} subscriptions that were just billed",
        (Column("check"), Column("examined", "count"), Column("s", "ms"), Column("rows/s", "rate")),
        (*rows, ("all checks", None, total, rate(subscriptions, total))),
        ("The last line's rate counts subscriptions.",),
    )
