"""The pauses of subscriptions that are over, as their histories tell them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from fairwell.domain.proration import Stretch
from fairwell.models import ScheduledChange, Subscription, SubscriptionEvent


def pauses_of(subscription: Subscription) -> tuple[Stretch, ...]:
    """Its pauses that are over, oldest first; one query."""
    return pauses_of_all([subscription]).get(subscription.pk, ())


def pauses_of_all(subscriptions: Iterable[Subscription]) -> dict[int, tuple[Stretch, ...]]:
    """The same of many, by their keys; those that never paused are left out; one query.

    A subscription that ended in a pause ended it too. Only the histories of those that paused are
    read: few ever do.
    """
    paused = ScheduledChange.objects.filter(
        subscription__in=list(subscriptions), slot="pause", state="applied"
    )
    told = SubscriptionEvent.objects.filter(
        kind__in=("paused", "resumed", "subscription_ended"),
        subscription__in=paused.values("subscription"),
    )
    began: dict[int, str] = {}
    found: dict[int, list[Stretch]] = defaultdict(list)
    for subscription_id, kind, data in told.order_by("no").values_list(
        "subscription_id", "kind", "data"
    ):
        if kind == "paused":
            began[subscription_id] = data["paused_at"]
            continue
        # One that was taken over in a pause has no event of its beginning but that of its end.
        start = began.pop(subscription_id, data.get("paused_at"))
        if start is not None:
            end = data["resumed_at" if kind == "resumed" else "ended_at"]
            found[subscription_id].append(
                Stretch(datetime.fromisoformat(start), datetime.fromisoformat(end))
            )
    return {subscription_id: tuple(pauses) for subscription_id, pauses in found.items()}
