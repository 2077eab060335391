"""How billing runs stand: what is due, how far the open run is, and what a run came to."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairwell.models import BillingChunk, BillingRun, Subscription


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run's chunks, and what the done ones came to: outcomes, and gross minor units billed."""

    run_id: int
    due_at: datetime
    finished_at: datetime | None
    chunks: int
    done: int
    counts: dict[str, int]
    billed_minor: dict[str, int]


def is_run_due(*, at: datetime, every: timedelta) -> bool:
    """Whether the schedule asks for work: an open run, or something due and a pause kept."""
    latest = BillingRun.objects.order_by("-pk").first()
    if latest is not None and latest.finished_at is None:
        return True
    if latest is not None and latest.started_at > at - every:
        return False
    return Subscription.objects.filter(bill_at__lte=at).exists()


def count_due(*, at: datetime) -> int:
    """How many subscriptions the next run would bill."""
    return Subscription.objects.filter(bill_at__lte=at).count()


def run_progress(run_id: int) -> RunProgress:
    """How far a run is; BillingRun.DoesNotExist for one that never was."""
    run = BillingRun.objects.get(pk=run_id)
    counts: Counter[str] = Counter()
    billed: Counter[str] = Counter()
    chunks = done = 0
    rows = BillingChunk.objects.filter(run_id=run_id).values_list("done_at", "report")
    for done_at, report in rows.iterator(chunk_size=2_000):
        chunks += 1
        if done_at is not None:
            done += 1
            counts.update(report["counts"])
            billed.update(report["billed_minor"])
    return RunProgress(
        run_id, run.due_at, run.finished_at, chunks, done, dict(counts), dict(billed)
    )
