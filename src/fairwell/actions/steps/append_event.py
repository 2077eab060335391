"""An event and the state it leads to are written together: neither can be without the other."""

from collections.abc import Sequence
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
) -> None:
    """Append one event to a locked subscription and move its axes by the rule for that kind."""
    append_events(subscription, [(kind, data or {})], at=at, actor=actor, channel=channel)


def append_events(
    subscription: Subscription,
    told: Sequence[tuple[str, dict[str, Any]]],
    *,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Append events of one instant, in order, and move the axes through all of them at once."""
    state = axes_of(subscription)
    for kind, data in told:
        state = apply(state, kind, data)
    first = subscription.last_event_no + 1
    subscription.last_event_no += len(told)
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
    SubscriptionEvent.objects.bulk_create(
        SubscriptionEvent(
            subscription=subscription,
            no=no,
            kind=kind,
            at=at,
            actor=actor,
            channel=channel,
            data=data,
        )
        for no, (kind, data) in enumerate(told, start=first)
    )
