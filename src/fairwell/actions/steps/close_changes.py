"""Scheduled changes that came true or fell away are closed, never deleted."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.models import ScheduledChange


def close_changes(ids: Sequence[int], state: str, *, at: datetime) -> None:
    """Close the scheduled changes of these ids as `applied`, `undone` or `replaced`."""
    if ids:
        ScheduledChange.objects.filter(pk__in=ids, state="scheduled").update(
            state=state, closed_at=at
        )
