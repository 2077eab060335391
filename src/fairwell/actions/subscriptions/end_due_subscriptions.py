"""End what is due to end: access stops at the stated instant, set by set."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_to_many, iso
from fairwell.actions.steps.close_ended import close_ended
from fairwell.models import Subscription

CHUNK = 1_000


@transaction.atomic(durable=True)
def end_due_subscriptions(*, at: datetime, limit: int = CHUNK) -> int:
    """End up to `limit` subscriptions whose end has come and return how many; 0 means none is left.

    A fixed number of statements whatever the number. One that still renews up to its end is due
    with it too.
    """
    due = list(
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(ended_at__isnull=True, ends_at__lte=at)
        .order_by("pk")[:limit]
    )
    if not due:
        return 0
    append_to_many(
        [
            (subscription, "subscription_ended", {"ended_at": iso(subscription.ends_at)})
            for subscription in due
        ],
        at=at,
        actor="system",
        channel="worker",
    )
    close_ended(due, at=at)
    return len(due)
