"""Move the test clock forward; only where the operator allows one, and never back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from fairwell.models import ClockOffset, SubscriptionEvent


class ClockRunsForwardError(ValueError):
    """The wished time lies before what has happened already."""


@transaction.atomic(durable=True)
def move_clock(*, to: datetime, at: datetime) -> ClockOffset:
    """Set the product's time from `at`, its present, to `to`.

    An empty book may start at any time, even an earlier one; once anything has happened, time runs
    forward only. Raises ClockRunsForwardError.
    """
    if to < at and SubscriptionEvent.objects.exists():
        raise ClockRunsForwardError(
            f"It is {at.isoformat(timespec='seconds')} already and things have happened; "
            "time can only move forward."
        )
    ClockOffset.objects.get_or_create(pk=1)
    ClockOffset.objects.filter(pk=1).update(seconds=F("seconds") + round((to - at).total_seconds()))
    return ClockOffset.objects.get(pk=1)
