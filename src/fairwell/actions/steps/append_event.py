"""An event and the state it leads to are written together: neither can be without the other."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.write_rows import change_rows, write_rows
from fairwell.domain.billing import next_step_at
from fairwell.domain.timeline import AxesState, apply
from fairwell.models import Subscription, SubscriptionEvent


def iso(instant: datetime | None) -> str | None:
    """An instant as events keep it: ISO 8601 in UTC, or None."""
    return instant.isoformat() if instant is not None else None


def axes_of(subscription: Subscription) -> AxesState:
    """The state as it stands on the row."""
    return AxesState(
        renewal=subscription.renewal,
        standing=subscription.standing,
        service=subscription.service,
        ends_at=iso(subscription.ends_at),
        ended_at=iso(subscription.ended_at),
        period_no=subscription.current_period_no,
        period_start=iso(subscription.current_period_start),
        period_end=iso(subscription.current_period_end),
        price=subscription.price_id,
        quantity=subscription.quantity,
        paused_at=iso(subscription.paused_at),
        resume_at=iso(subscription.resume_at),
    )


def whole_state(subscription: Subscription) -> dict[str, Any]:
    """The state as an event tells it that begins a history."""
    return asdict(axes_of(subscription))


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
    append_to_many(
        [(subscription, kind, data) for kind, data in told], at=at, actor=actor, channel=channel
    )


def append_to_many(
    told: Sequence[tuple[Subscription, str, dict[str, Any]]],
    *,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Append events of one instant to many locked subscriptions, each one's in the given order.

    Two statements however many, and a few more where what they give access to has changed. A
    subscription told of twice must be the same object both times.
    """
    if not told:
        return
    before = {subscription: _given_by(subscription) for subscription, _, _ in told}
    states = {subscription: axes_of(subscription) for subscription in before}
    events: list[tuple[Any, ...]] = []
    for subscription, kind, data in told:
        states[subscription] = apply(states[subscription], kind, data)
        subscription.last_event_no += 1
        events.append(
            (
                subscription.pk, subscription.last_event_no, kind, at, actor, channel,
                json.dumps(data),
            )
        )  # fmt: skip
    for subscription, state in states.items():
        _take(subscription, state)
    change_rows(
        Subscription,
        COLUMNS,
        [(each.pk, *(getattr(each, column) for column in COLUMNS)) for each in states],
    )
    write_rows(SubscriptionEvent, _EVENT, events)
    entitle([each.pk for each, given in before.items() if _given_by(each) != given], at=at)


COLUMNS = (
    "last_event_no", "renewal", "standing", "service", "ends_at", "ended_at", "current_period_no",
    "current_period_start", "current_period_end", "price_id", "quantity", "paused_at", "resume_at",
    "bill_at",
)  # fmt: skip
_EVENT = ("subscription_id", "no", "kind", "at", "actor", "channel", "data")


def _given_by(subscription: Subscription) -> tuple[Any, ...]:
    """What entitlements hang on."""
    return (
        subscription.service,
        subscription.standing in ("current", "grace"),
        subscription.price_id,
        subscription.quantity,
        subscription.ends_at,
        subscription.ended_at,
    )


def _take(subscription: Subscription, state: AxesState) -> None:
    """The row follows its events, and with them the time of its next billing."""
    subscription.renewal = state.renewal
    subscription.standing = state.standing
    subscription.service = state.service
    subscription.ends_at = _instant(state.ends_at)
    subscription.ended_at = _instant(state.ended_at)
    if state.period_no is not None and state.period_start and state.period_end:
        subscription.current_period_no = state.period_no
        subscription.current_period_start = datetime.fromisoformat(state.period_start)
        subscription.current_period_end = datetime.fromisoformat(state.period_end)
    if state.price is not None and state.price != subscription.price_id:
        subscription.price_id = state.price
    if state.quantity is not None:
        subscription.quantity = state.quantity
    subscription.paused_at = _instant(state.paused_at)
    subscription.resume_at = _instant(state.resume_at)
    subscription.bill_at = next_step_at(
        renewal=subscription.renewal,
        standing=subscription.standing,
        service=subscription.service,
        period_end=subscription.current_period_end,
        trial_end=subscription.trial_end,
        ends_at=subscription.ends_at,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
