"""State is the fold of its events: how each kind of event changes the axes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class AxesState:
    """The part of a subscription that events alone determine; instants as ISO text."""

    renewal: str = ""
    standing: str = ""
    service: str = ""
    ends_at: str | None = None
    ended_at: str | None = None


# Events that tell of something without changing an axis.
REMARKS = frozenset(
    {
        "refund_instructed", "refund_settled", "refund_failed", "refund_rerouted",
        "refund_declined", "refund_review_asked", "confirmation_resent",
    }
)  # fmt: skip


class UnknownEventError(ValueError):
    """An event kind that no rule folds: the code and the books are of different versions."""


def apply(state: AxesState, kind: str, data: Mapping[str, Any]) -> AxesState:
    """The state after one event; raises UnknownEventError for a kind it has no rule for."""
    if kind in REMARKS:
        return state
    match kind:
        case "subscription_imported":
            return AxesState(
                renewal=data["renewal"],
                standing=data["standing"],
                service=data["service"],
                ends_at=data["ends_at"],
                ended_at=data["ended_at"],
            )
        case "renewal_turned_off":
            return replace(state, renewal="non_renewing", ends_at=data["ends_at"])
        case "renewal_turned_on":
            return replace(state, renewal="auto_renewing", ends_at=None)
        case "cancellation_confirmed" | "withdrawal_confirmed" | "cancellation_undone":
            return replace(state, renewal=data["renewal"], ends_at=data["ends_at"])
        case "subscription_ended":
            return replace(state, renewal="ended", service="terminated", ended_at=data["ended_at"])
    raise UnknownEventError(f"No rule folds the event {kind!r}.")


def fold(events: Iterable[tuple[str, Mapping[str, Any]]]) -> AxesState:
    """The state that a history of (kind, data) leads to, oldest first."""
    state = AxesState()
    for kind, data in events:
        state = apply(state, kind, data)
    return state
