"""A promise was carried: kept for good, or to be tried again at a stated time."""

from datetime import datetime

from django.db import transaction

from fairwell.models import OutboxEntry


@transaction.atomic(durable=True)
def close_promise(*, entry_id: int, again_at: datetime | None, error: str, at: datetime) -> None:
    """Give the lease back; without `again_at` the promise is kept and never due again."""
    OutboxEntry.objects.filter(pk=entry_id, done_at=None).update(
        leased_until=None,
        last_error=error[:300],
        **({"done_at": at} if again_at is None else {"due_at": again_at}),
    )
