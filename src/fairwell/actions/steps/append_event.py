"""An event and the state it leads to are written together: neither can be without the other."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from fairwell.domain.timeline import AxesState, apply
from fairwell.models import Subscription, SubscriptionEvent


def iso(instant: datetime | None) -> str | None:
    """An instant as events keep it: ISO 8601 in UTC, or None."""
    return instant.isoformat() if instant is not None else None


def axes_of(subscription: Subscription) -> AxesState:
    """The axes as they stand on the row."""
    return AxesState(
        renewal=subscription.renewal,
        standing=subscription.standing,
        service=subscription.service,
        ends_at=iso(subscription.ends_at),
        ended_at=iso(subscription.ended_at),
    )


def append_event(
    subscription: Subscription,
    kind: str,
    *,
    at: datetime,
    actor: str,
    channel: str,
    data: dict[str, Any] | None = None,
) -> SubscriptionEvent:
    """Append one event to a locked subscription and move its axes by the rule for that kind."""
    state = apply(axes_of(subscription), kind, data or {})
    subscription.last_event_no += 1
    subscription.renewal = state.renewal
    subscription.standing = state.standing
    subscription.service = state.service
    subscription.ends_at = parse_datetime(state.ends_at) if state.ends_at else None
    subscription.ended_at = parse_datetime(state.ended_at) if state.ended_at else None
    subscription.save(
        update_fields=[
            "last_event_no", "renewal", "standing", "service", "ends_at", "ended_at",
        ]
    )  # fmt: skip
    return SubscriptionEvent.objects.create(
        subscription=subscription,
        no=subscription.last_event_no,
        kind=kind,
        at=at,
        actor=actor,
        channel=channel,
        data=data or {},
    )
