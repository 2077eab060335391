"""What was agreed of a subscription is kept as a row, whether it waits or has come true at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairwell.actions.steps.append_event import append_events
from fairwell.actions.steps.close_changes import replace_changes
from fairwell.models import RefundQuote, ScheduledChange, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Who agreed, when, by which door, under which key; `reference` is the statement's number."""

    at: datetime
    actor: str
    channel: str
    idempotency_key: str
    reference: str
    language: str = ""
    quote: RefundQuote | None = None


def record_change(
    subscription: Subscription,
    agreed: Agreed,
    *,
    slot: str,
    kind: str,
    effective_at: datetime,
    decision: dict[str, Any],
    waits: bool,
    replaces: int | None = None,
    **leads_to: Any,
) -> ScheduledChange:
    """Write the row, in place of the one that it replaces; `leads_to` are its further columns."""
    told = replace_changes([replaces] if replaces else [], at=agreed.at)
    append_events(subscription, told, at=agreed.at, actor=agreed.actor, channel=agreed.channel)
    return ScheduledChange.objects.create(
        subscription=subscription,
        slot=slot,
        kind=kind,
        state="scheduled" if waits else "applied",
        closed_at=None if waits else agreed.at,
        effective_at=effective_at,
        decision=decision | {"reference": agreed.reference},
        quote=agreed.quote,
        idempotency_key=agreed.idempotency_key,
        asked_at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        **leads_to,
    )


def move_changes(subscription: Subscription, slots: tuple[str, ...], to: datetime) -> None:
    """What waits for the renewal moves with it: a pause or its end has put the renewal elsewhere.

    An announced price keeps its own day, from which on it may be asked for.
    """
    ScheduledChange.objects.filter(
        subscription=subscription, slot__in=slots, state="scheduled"
    ).update(effective_at=to)
