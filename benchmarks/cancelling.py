"""Cancelling: how long a quote and a confirmation take, against their own writes done bare."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from demo_data.contracts import NOW
from django.db import connection

from benchmarks.bare import Bare
from benchmarks.figures import Cell, Column, Table, percentile, ratio
from benchmarks.ground import Ground, fresh, leave
from benchmarks.importing import tables
from benchmarks.recorder import Keys, Recorder, Statement, replay
from benchmarks.sizes import Sizes
from benchmarks.stages import Stopwatch, stage_table, statement_table, watched
from benchmarks.timing import Timings
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.models import RefundQuote

QUOTED_AT = NOW
CONFIRMED_AT = NOW + timedelta(minutes=1)
QUOTED, CANCELLED = "quoted", "cancelled"

METHOD = (
    "Floor: the deed's own INSERTs and UPDATEs, recorded as Django sent them in a run of its own,",
    "then sent again by the bare driver, one transaction each, on a copy of the same database: the",
    "same ids, rows and bytes. Deed and floor take turns, so a busy machine slows both alike.",
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What some deeds sent, and where the time of those that count went."""

    deeds: list[list[Statement]]
    watch: Stopwatch
    seconds: float


@dataclass(frozen=True, slots=True)
class Turns[R]:
    """Deeds and their floors, done in turns; what the deeds returned, and the floors' new keys."""

    returned: list[R]
    keys: list[Keys]
    deeds: Timings
    floors: Timings


def quote(subscription_id: int) -> RefundQuote:
    """Quote an immediate ending; a list in which one is not refunded would measure less."""
    made = quote_ending(
        subscription_id=subscription_id,
        user_id=None,
        at=QUOTED_AT,
        actor="subscriber",
        channel="portal",
        choice="now",
    )
    if not made.decision["refund"]["total_minor"]:
        raise RuntimeError(f"Subscription {subscription_id} would not be refunded.")
    return made


def cancel(quoted: RefundQuote) -> None:
    """Confirm the quoted ending: request, events, refund, seal, letter and promises."""
    cancel_subscription(
        subscription_id=quoted.subscription_id,
        quote_token=quoted.token,
        expected=quoted.digest,
        at=CONFIRMED_AT,
        actor="subscriber",
        channel="portal",
        idempotency_key=quoted.token,
    )


def record[T](
    ground: Ground, base: str, do: Callable[[T], Any], subjects: Sequence[T], warm_up: int
) -> Recorded:
    """Do all on a copy of `base` and write down what is sent, with stopwatches in place."""
    recorder = Recorder()
    deeds = []
    with fresh(ground, base), connection.execute_wrapper(recorder):
        for subject in subjects[:warm_up]:
            do(subject)
            deeds.append(recorder.take())
        with watched() as watch:
            started = time.perf_counter()
            for subject in subjects[warm_up:]:
                do(subject)
                deeds.append(recorder.take())
            seconds = time.perf_counter() - started
    return Recorded(deeds, watch, seconds)


def take_turns[T, R](
    ground: Ground,
    base: str,
    target: str,
    *,
    do: Callable[[T], R],
    subjects: Sequence[T],
    recorded: Recorded,
) -> Turns[R]:
    """Do each on a copy of `base` that stays as `target`, and its writes alone on another copy.

    Raises RuntimeError where the two end up with other numbers of rows.
    """
    turns: Turns[R] = Turns([], [], Timings(), Timings())
    leave()
    ground.copy(base, "bare")
    with fresh(ground, base, target), ground.bare("bare") as bare:
        for subject, sent in zip(subjects, recorded.deeds, strict=True):
            turns.returned.append(turns.deeds.time(partial(do, subject)))
            turns.keys.append(turns.floors.time(partial(replay, bare, sent)))
        with ground.bare(target) as ours:
            if row_counts(ours) != row_counts(bare):
                raise RuntimeError("The floor did not write the rows that the deeds wrote.")
    return turns


def row_counts(bare: Bare) -> dict[str, int]:
    """How many rows each of our tables holds."""
    return {table: bare.run(f'SELECT count(*) FROM "{table}"', ())[0][0] for table in tables()}


def measure_cancelling(
    ground: Ground, base: str, subscription_ids: Sequence[int], sizes: Sizes
) -> tuple[list[Table], list[RefundQuote], list[tuple[list[Statement], Keys]]]:
    """The tables, the quotes, and what each cancellation sent with the keys of its new rows.

    Leaves two databases: `quoted` with all quotes, and `cancelled` with all of them confirmed.
    """
    quotes_sent = record(ground, base, quote, subscription_ids, sizes.warm_up)
    quoting = take_turns(
        ground, base, QUOTED, do=quote, subjects=subscription_ids, recorded=quotes_sent
    )
    sent = record(ground, QUOTED, cancel, quoting.returned, sizes.warm_up)
    turns = take_turns(
        ground, QUOTED, CANCELLED, do=cancel, subjects=quoting.returned, recorded=sent
    )
    rows = [
        *_rows("quote_ending", quoting, quotes_sent, sizes.warm_up),
        *_rows("cancel_subscription", turns, sent, sizes.warm_up),
    ]
    table = Table(
        f"{ground.kind}: one cancellation after another, {sizes.cancels} of them",
        (
            Column("deed"),
            Column("p50 ms", "ms"),
            Column("p99 ms", "ms"),
            Column("max ms", "ms"),
            Column("CPU ms", "ms"),
            Column("statements", "count"),
            Column("writing", "count"),
            Column("p50 / floor", "times"),
            Column("p99 / floor", "times"),
        ),
        tuple(rows),
        (*METHOD, "CPU: the work of this process alone, p50."),
    )
    counted = sent.deeds[sizes.warm_up :]
    tables_told = [
        table,
        stage_table(sent.watch, counted, seconds=sent.seconds, kind=ground.kind),
        statement_table(counted, kind=ground.kind),
    ]
    return tables_told, quoting.returned, list(zip(sent.deeds, turns.keys, strict=True))


def _rows(name: str, turns: Turns[Any], sent: Recorded, warm_up: int) -> list[tuple[Cell, ...]]:
    """The deed and its floor."""
    deed, floor = turns.deeds.after(warm_up), turns.floors.after(warm_up)
    counted = sent.deeds[warm_up:]
    statements = percentile([len(each) for each in counted], 0.5)
    writing = percentile([sum(s.writes for s in each) for each in counted], 0.5)
    ratios = (
        ratio(deed.spread.p50, floor.spread.p50),
        ratio(deed.spread.p99, floor.spread.p99),
    )
    return [
        (name, *deed.cells(), statements, writing, *ratios),
        ("  its writes, bare", *floor.cells(), writing, writing, None, None),
    ]
