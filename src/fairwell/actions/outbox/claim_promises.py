"""Claim what is due: a lease on each promise, so that several workers never carry the same one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from fairwell.models import OutboxEntry

# Longer than any one carrier takes; a worker that dies is succeeded when its lease runs out.
LEASE = timedelta(minutes=10)


@transaction.atomic(durable=True)
def claim_promises(*, at: datetime, limit: int) -> list[OutboxEntry]:
    """Lease up to `limit` due promises and return them, first what should be kept first.

    So a confirmation passes thousands of receipts that were promised before it.
    """
    due = list(
        OutboxEntry.objects.select_for_update(skip_locked=True)
        .filter(
            Q(leased_until__isnull=True) | Q(leased_until__lte=at), done_at=None, due_at__lte=at
        )
        .order_by("objective_at", "pk")[:limit]
    )
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in due]).update(
        leased_until=at + LEASE, tries=F("tries") + 1
    )
    for entry in due:
        entry.tries += 1
    return due
