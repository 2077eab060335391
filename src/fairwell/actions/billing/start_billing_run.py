"""Start a billing run: cut what is due into ranges of ids, for workers to bill one by one."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from fairwell.models import BillingChunk, BillingRun, Subscription

# Large enough to write by the set, small enough that a cancellation never waits long for a lock.
CHUNK = 1_000


@transaction.atomic(durable=True)
def start_billing_run(
    *, at: datetime, catch_up: bool = False, chunk: int = CHUNK
) -> BillingRun | None:
    """The open run if there is one, else a new one, or None when nothing is due.

    `chunk` is the number of due subscriptions in a range. Two starts at once lead to one run: a
    constraint allows one open run, and the second start returns the first one's.
    """
    standing = BillingRun.objects.filter(finished_at__isnull=True).first()
    if standing is not None:
        return standing
    bounds = _bounds(at, chunk)
    if not bounds:
        return None
    try:
        with transaction.atomic():
            run = BillingRun.objects.create(due_at=at, started_at=at, catch_up=catch_up)
    except IntegrityError:
        return BillingRun.objects.filter(finished_at__isnull=True).first()
    BillingChunk.objects.bulk_create(
        (
            BillingChunk(run=run, no=no, first_id=first, last_id=last)
            for no, (first, last) in enumerate(bounds, start=1)
        ),
        batch_size=1_000,
    )
    return run


def _bounds(at: datetime, chunk: int) -> list[tuple[int, int]]:
    """First and last id of each range, by one pass over the ids that are due."""
    table = Subscription._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(id), MAX(id) FROM ("  # noqa: S608 - our own name
            "SELECT id, (ROW_NUMBER() OVER (ORDER BY id) - 1) / %s AS part"
            f" FROM {table} WHERE bill_at <= %s) due GROUP BY part ORDER BY part",
            [chunk, connection.ops.adapt_datetimefield_value(at)],
        )
        return [(first, last) for first, last in cursor.fetchall()]
