"""Scheduled changes that came true or fell away are closed, never deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fairwell.actions.steps.append_event import iso
from fairwell.models import ScheduledChange


def close_changes(ids: Sequence[int], state: str, *, at: datetime) -> None:
    """Close the scheduled changes of these ids as `applied`, `undone` or `replaced`."""
    if ids:
        ScheduledChange.objects.filter(pk__in=ids, state="scheduled").update(
            state=state, closed_at=at
        )


def replace_changes(ids: Sequence[int], *, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Close these as `replaced`; returns the events that tell of it, for the caller to append."""
    if not ids:
        return []
    rows = list(ScheduledChange.objects.filter(pk__in=ids, state="scheduled").order_by("pk"))
    close_changes([row.pk for row in rows], "replaced", at=at)
    return [
        (
            "change_replaced",
            {
                "slot": row.slot,
                "change": row.kind,
                "to": [row.to_price_id, row.to_quantity],
                "effective_at": iso(row.effective_at),
            },
        )
        for row in rows
    ]
