"""Promises for the worker: written with the deed, kept after it."""

from datetime import datetime, timedelta

from fairwell.models import OutboxEntry

# By when each kind of promise should be kept; the books report what is older.
OBJECTIVES = {
    "mail": timedelta(minutes=5),
    "refund": timedelta(hours=1),
    "evidence": timedelta(hours=1),
    "vat_number": timedelta(days=1),
}


def promise(
    topic: str, subject_id: int, *, key: str, at: datetime, due_at: datetime | None = None
) -> OutboxEntry:
    """Promise that the worker will carry `subject_id` out; `key` makes the promise unrepeatable."""
    return OutboxEntry.objects.create(
        topic=topic,
        key=key,
        subject_id=subject_id,
        promised_at=at,
        due_at=due_at or at,
        objective_at=(due_at or at) + OBJECTIVES[topic],
    )
