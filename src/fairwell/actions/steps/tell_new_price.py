"""A subscriber was told of a new price in time: from the stated renewal on, it holds."""

from datetime import datetime
from typing import Any

from fairwell.actions.steps.close_changes import replace_changes
from fairwell.models import Notice, PriceChange, ScheduledChange, Subscription


def tell_new_price(
    subscription: Subscription, notice: Notice, told: dict[str, Any], *, at: datetime
) -> list[tuple[str, dict[str, Any]]]:
    """Schedule the price that `told` (the letter's content) states; returns the events to append.

    None where the change was withdrawn while the letter was on its way. An earlier announcement
    that has not come true yet is replaced.
    """
    change = PriceChange.objects.filter(pk=told["announced"], withdrawn_at=None).first()
    if change is None or subscription.price_id != change.from_price_id:
        return []
    before = ScheduledChange.objects.filter(
        subscription=subscription, slot="price", state="scheduled"
    )
    replaced = replace_changes(list(before.values_list("pk", flat=True)), at=at)
    moves_at = datetime.fromisoformat(told["moves_at"])
    ScheduledChange.objects.create(
        subscription=subscription,
        slot="price",
        kind="price_change",
        to_price_id=change.to_price_id,
        to_quantity=subscription.quantity,
        announced=change,
        effective_at=moves_at,
        decision={name: told[name] for name in ("on", "old", "new")},
        idempotency_key=f"notice:{notice.pk}",
        asked_at=at,
        actor="system",
        channel="worker",
    )
    return [
        *replaced,
        (
            "price_change_told",
            {
                "price": change.to_price_id,
                "effective_at": told["moves_at"],
                "old": told["old"],
                "new": told["new"],
                "notice": notice.pk,
            },
        ),
    ]
