"""Bill one range of a run: all its due subscriptions in one transaction, or none of them."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.bill_range import bill_range
from fairwell.actions.steps.range_work import ChunkReport
from fairwell.models import BillingChunk, BillingRun


@transaction.atomic(durable=True)
def bill_next_chunk(*, run_id: int, at: datetime) -> ChunkReport | None:
    """Bill the first range that nobody is billing, and return what was done; None: none is left.

    The claim is a row lock, gone with the connection of a worker that dies; what it had written is
    gone too, and the range is billed by the next. A finished range is never billed again, and each
    period of a subscription has room for one invoice only.
    """
    chunk = (
        BillingChunk.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("run")
        .filter(run_id=run_id, done_at__isnull=True)
        .order_by("no")
        .first()
    )
    if chunk is None:
        _finish(run_id, at)
        return None
    report = bill_range(
        chunk.first_id, chunk.last_id, due_at=chunk.run.due_at, catch_up=chunk.run.catch_up, at=at
    )
    chunk.done_at, chunk.report = at, report.as_dict()
    chunk.save(update_fields=["done_at", "report"])
    return report


def _finish(run_id: int, at: datetime) -> None:
    if not BillingChunk.objects.filter(run_id=run_id, done_at__isnull=True).exists():
        BillingRun.objects.filter(pk=run_id, finished_at__isnull=True).update(finished_at=at)
