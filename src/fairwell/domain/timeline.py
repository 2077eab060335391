"""State is the fold of its events: how each kind of event changes a subscription."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class AxesState:
    """The part of a subscription that events alone determine; instants as ISO text.

    None in the fields after `ended_at`: the history begins with an event that did not tell them.
    """

    renewal: str = ""
    standing: str = ""
    service: str = ""
    ends_at: str | None = None
    ended_at: str | None = None
    period_no: int | None = None
    period_start: str | None = None
    period_end: str | None = None
    price: int | None = None
    quantity: int | None = None
    paused_at: str | None = None
    resume_at: str | None = None


FIELDS = tuple(field.name for field in fields(AxesState))

# Events that tell of something without changing the state.
REMARKS = frozenset(
    {
        "refund_instructed", "refund_settled", "refund_failed", "refund_rerouted",
        "refund_declined", "refund_granted", "refund_review_asked", "confirmation_resent",
        "change_scheduled", "change_undone", "change_replaced", "pause_scheduled",
        "price_change_told", "periods_skipped", "notice_sent", "notice_failed",
        "invoice_issued", "invoice_voided", "invoice_credited", "invoice_given_up",
        "charge_asked", "collection_paused", "collection_resumed",
        "card_changed", "dispute_opened", "dispute_changed", "dispute_closed",
        "charge_disputed", "charge_dispute_answered", "early_end_asked", "early_end_answered",
        "device_registered", "device_removed",
    }
)  # fmt: skip

# What an event may set, by its kind: it must name every one of these that it changes.
CHANGES: dict[str, frozenset[str]] = {
    "renewal_turned_off": frozenset({"renewal", "ends_at"}),
    "cancellation_confirmed": frozenset({"renewal", "ends_at"}),
    "withdrawal_confirmed": frozenset({"renewal", "ends_at"}),
    "cancellation_undone": frozenset({"renewal", "ends_at"}),
    "period_renewed": frozenset(
        {"period_no", "period_start", "period_end", "price", "quantity", "standing", "renewal"}
    ),
    "plan_changed": frozenset({"period_no", "period_start", "period_end", "price", "quantity"}),
    "paused": frozenset({"paused_at", "resume_at"}),
    "resumed": frozenset({"period_no", "period_start", "period_end", "ends_at"}),
    "charge_succeeded": frozenset({"standing"}),
    "charge_declined": frozenset({"standing"}),
    "charge_returned": frozenset({"standing"}),
    "standing_changed": frozenset({"standing"}),
    "subscription_ended": frozenset({"ended_at"}),
}
# What follows from the kind itself.
IMPLIED: dict[str, dict[str, Any]] = {
    "renewal_turned_off": {"renewal": "non_renewing"},
    "renewal_turned_on": {"renewal": "auto_renewing", "ends_at": None},
    "period_renewed": {"service": "active"},
    "paused": {"service": "paused"},
    "resumed": {"service": "active", "paused_at": None, "resume_at": None},
    "subscription_ended": {
        "renewal": "ended", "service": "terminated", "paused_at": None, "resume_at": None,
    },
}  # fmt: skip
BEGINNINGS = frozenset({"subscription_imported", "subscription_started"})


class UnknownEventError(ValueError):
    """An event kind that no rule folds: the code and the books are of different versions."""


def told_by(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What one event sets, by field; a beginning sets all that it names.

    Raises UnknownEventError for a kind that no rule folds.
    """
    if kind in REMARKS:
        return {}
    if kind in BEGINNINGS:
        return {name: data[name] for name in FIELDS if name in data}
    told, implied = CHANGES.get(kind), IMPLIED.get(kind)
    if told is None and implied is None:
        raise UnknownEventError(f"No rule folds the event {kind!r}.")
    changes = dict(implied or {})
    for name in told or ():
        if name in data:
            changes[name] = data[name]
    return changes


def apply(state: AxesState, kind: str, data: Mapping[str, Any]) -> AxesState:
    """The state after one event; raises UnknownEventError for a kind it has no rule for."""
    changes = told_by(kind, data)
    if kind in BEGINNINGS:
        return AxesState(**changes)
    return replace(state, **changes) if changes else state


def fold(events: Iterable[tuple[str, Mapping[str, Any]]]) -> AxesState:
    """The state that a history of (kind, data) leads to, oldest first."""
    state = AxesState()
    for kind, data in events:
        state = apply(state, kind, data)
    return state
