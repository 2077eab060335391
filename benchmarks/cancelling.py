"""Cancelling: how long a quote and a confirmation take, against their own writes done bare."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from demo_data.contracts import NOW
from django.apps import apps
from django.db import connection

from benchmarks.figures import Cell, Column, Spread, Table, percentile, ratio
from benchmarks.ground import Ground, fresh
from benchmarks.recorder import Recorder, Replayed, Statement, replay
from benchmarks.sizes import Sizes
from benchmarks.stages import stage_table, statement_table, watched
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.models import RefundQuote

QUOTED_AT = NOW
CONFIRMED_AT = NOW + timedelta(minutes=1)
QUOTED = "quoted"

METHOD = (
    "Floor: the deed's own INSERTs and UPDATEs, recorded as Django sent them in a run of its own,",
    "then sent again by the bare driver, one transaction each, on a copy of the same database.",
    "Every way of measuring starts from such a copy, so ids, rows and bytes are the same.",
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What some deeds sent, deed by deed, and how their writes went alone."""

    deeds: list[list[Statement]]
    floors: list[Replayed]

    def after(self, warm_up: int) -> "Recorded":
        """Those that count."""
        return Recorded(self.deeds[warm_up:], self.floors[warm_up:])


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


def timed[T](do: Callable[[T], Any], subjects: Sequence[T]) -> list[float]:
    """The seconds of each."""
    seconds = []
    for subject in subjects:
        started = time.perf_counter()
        do(subject)
        seconds.append(time.perf_counter() - started)
    return seconds


def recorded[T](
    ground: Ground, base: str, do: Callable[[T], Any], subjects: Sequence[T]
) -> Recorded:
    """Do all of them on one copy and write down what is sent, then send the writes on another.

    Raises RuntimeError where the second copy ends up with other numbers of rows.
    """
    recorder = Recorder()
    deeds = []
    with fresh(ground, base):
        with connection.execute_wrapper(recorder):
            for subject in subjects:
                do(subject)
                deeds.append(recorder.take())
        rows = row_counts()
    with fresh(ground, base) as name:
        with ground.bare(name) as bare:
            floors = [replay(bare, deed) for deed in deeds]
        if row_counts() != rows:
            raise RuntimeError("The floor did not write the rows that the deeds wrote.")
    return Recorded(deeds, floors)


def row_counts() -> dict[str, int]:
    """How many rows each of our tables holds."""
    models = apps.get_app_config("fairwell").get_models()
    return {model._meta.db_table: model._base_manager.count() for model in models}


def measure_cancelling(
    ground: Ground, base: str, subscription_ids: Sequence[int], sizes: Sizes
) -> tuple[list[Table], list[RefundQuote], Recorded]:
    """The tables, the quotes (they stand in the database `quoted`), and all recorded cancels."""
    with fresh(ground, base):
        quoting = timed(quote, subscription_ids)
    quotes_sent = recorded(ground, base, quote, subscription_ids)
    with fresh(ground, base, QUOTED):
        quotes = [quote(each) for each in subscription_ids]
    with fresh(ground, QUOTED):
        cancelling = timed(cancel, quotes)
    cancels_sent = recorded(ground, QUOTED, cancel, quotes)
    rows = (
        ("quote_ending", quoting, quotes_sent),
        ("cancel_subscription", cancelling, cancels_sent),
    )
    table = Table(
        f"{ground.kind}: one cancellation after another, {sizes.cancels} of them",
        (
            Column("deed"),
            Column("p50 ms", "ms"),
            Column("p99 ms", "ms"),
            Column("max ms", "ms"),
            Column("statements", "count"),
            Column("writing", "count"),
            Column("p50 / floor", "times"),
            Column("p99 / floor", "times"),
        ),
        tuple(
            row
            for name, seconds, sent in rows
            for row in _rows(name, seconds[sizes.warm_up :], sent.after(sizes.warm_up))
        ),
        METHOD,
    )
    return [table, *_in_parts(ground, quotes, sizes)], quotes, cancels_sent


def _rows(name: str, seconds: Sequence[float], sent: Recorded) -> list[tuple[Cell, ...]]:
    """The deed and its floor."""
    deed = Spread.of(seconds)
    floor = Spread.of([each.seconds for each in sent.floors])
    statements = percentile([len(each) for each in sent.deeds], 0.5)
    writing = percentile([sum(s.writes for s in each) for each in sent.deeds], 0.5)
    ratios = ratio(deed.p50, floor.p50), ratio(deed.p99, floor.p99)
    return [
        (name, *deed.cells(), statements, writing, *ratios),
        ("  its writes, bare", *floor.cells(), writing, writing, None, None),
    ]


def _in_parts(ground: Ground, quotes: Sequence[RefundQuote], sizes: Sizes) -> list[Table]:
    """Cancel on a copy with stopwatches in place: the parts, and the statements."""
    recorder = Recorder()
    deeds = []
    with fresh(ground, QUOTED):
        timed(cancel, quotes[: sizes.warm_up])
        with watched() as watch, connection.execute_wrapper(recorder):
            started = time.perf_counter()
            for each in quotes[sizes.warm_up :]:
                cancel(each)
                deeds.append(recorder.take())
            seconds = time.perf_counter() - started
    return [
        stage_table(watch, deeds, seconds=seconds, kind=ground.kind),
        statement_table(deeds, kind=ground.kind),
    ]
