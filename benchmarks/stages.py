"""Where the time of a cancellation goes: stopwatches around its parts, in a run of its own."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from django.db import connection

from benchmarks.figures import Cell, Column, Table
from benchmarks.recorder import Statement
from fairwell.actions.steps import seal_statement, state_content
from fairwell.actions.subscriptions import cancel_subscription
from fairwell.proof.keys import KeyRing

DECIDE = "decide (rules, dates, amounts)"
WORDS = "write the document's words"
KEYS = "read the sealing key from disk"
SEAL = "seal (digests, Ed25519)"
READS = "SQL that reads or locks"
WRITES = "SQL that writes"
COMMIT = "commit (on disk)"
REST = "the rest (Django, Python)"


class Stopwatch:
    """Adds up seconds and calls under names. The parts it is put around are not within each other.

    What it measures costs some tenths of a microsecond for each call.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, timed under `name`."""

        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return call(*arguments, **options)
            finally:
                self.add(name, time.perf_counter() - started)

        return timed

    def add(self, name: str, seconds: float) -> None:
        """Add one call."""
        self.seconds[name] += seconds
        self.calls[name] += 1


@contextmanager
def watched() -> Iterator[Stopwatch]:
    """A stopwatch around the parts of `cancel_subscription`, on this thread's connection."""
    watch = Stopwatch()
    opened = KeyRing.__dict__["open"].__func__
    current = KeyRing.__dict__["current"].fget
    parts: list[tuple[Any, str, Any]] = [
        (cancel_subscription, "decide_cancellation", DECIDE),
        (state_content, "refund_content", WORDS),
        (state_content, "ending", WORDS),
        (seal_statement, "seal", SEAL),
        (connection, "_commit", COMMIT),
    ]
    with ExitStack() as stack:
        for owner, name, part in parts:
            timed = watch.around(part, getattr(owner, name))
            stack.enter_context(mock.patch.object(owner, name, timed))
        stack.enter_context(
            mock.patch.object(KeyRing, "open", classmethod(watch.around(KEYS, opened)))
        )
        stack.enter_context(
            mock.patch.object(KeyRing, "current", property(watch.around(KEYS, current)))
        )
        yield watch


def stage_table(
    watch: Stopwatch, deeds: Sequence[Sequence[Statement]], *, seconds: float, kind: str
) -> Table:
    """Calls and milliseconds of each part for one cancellation; the parts add up to the whole."""
    count = len(deeds)
    for deed in deeds:
        for statement in deed:
            watch.add(WRITES if statement.writes else READS, statement.seconds)
    rest = seconds - sum(watch.seconds.values())
    parts = [
        (part, watch.calls[part] / count, watch.seconds[part])
        for part in (DECIDE, WORDS, KEYS, SEAL, READS, WRITES, COMMIT)
    ]
    rows: list[tuple[Cell, ...]] = [
        (part, calls, taken / count * 1_000, taken / seconds)
        for part, calls, taken in [*parts, (REST, None, rest), ("the whole", 1, seconds)]
    ]
    return Table(
        f"{kind}: where the time of one cancellation goes, mean of {count}",
        (Column("part"), Column("calls", "count"), Column("ms", "ms"), Column("share", "share")),
        tuple(rows),
        ("Measured with stopwatches in place, in a run of its own: compare the shares.",),
    )


def statement_table(deeds: Sequence[Sequence[Statement]], kind: str, most: int = 10) -> Table:
    """The statements of one cancellation by verb and table, those that take longest first."""
    count = len(deeds)
    seconds: dict[str, float] = defaultdict(float)
    calls: Counter[str] = Counter()
    for deed in deeds:
        for statement in deed:
            seconds[statement.name] += statement.seconds
            calls[statement.name] += 1
    longest = sorted(seconds, key=lambda name: seconds[name], reverse=True)
    shown, others = longest[:most], longest[most:]
    rows: list[tuple[Cell, ...]] = [
        (name, calls[name] / count, seconds[name] / count * 1_000) for name in shown
    ]
    if others:
        asked, taken = (sum(each[name] for name in others) for each in (calls, seconds))
        rows.append((f"{len(others)} others", asked / count, taken / count * 1_000))
    return Table(
        f"{kind}: what is sent for one cancellation, mean of {count}, longest first",
        (Column("statement"), Column("times", "count"), Column("ms", "ms")),
        tuple(rows),
        (f"{calls.total() / count:.1f} in all, BEGIN and SAVEPOINT included, COMMIT not.",),
    )
