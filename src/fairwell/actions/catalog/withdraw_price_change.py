"""Take an announced price change back: whoever was told keeps the old price."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.close_changes import close_changes
from fairwell.models import PriceChange, ScheduledChange, Subscription

RANGE = 500


@transaction.atomic(durable=True)
def withdraw_price_change(
    *,
    change_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> int:
    """Withdraw it, and undo up to 500 subscriptions' scheduled new price; 0: none is left.

    Letters that are still queued are dropped when their time comes. Call it until it returns 0.
    Raises PriceChange.DoesNotExist.
    """
    del idempotency_key  # withdrawn once, it stays so
    change = PriceChange.objects.select_for_update(no_key=True).get(pk=change_id)
    if change.withdrawn_at is None:
        change.withdrawn_at = at
        change.save(update_fields=["withdrawn_at"])
    due = ScheduledChange.objects.filter(announced=change, state="scheduled").order_by(
        "subscription_id"
    )
    ids = list(due.values_list("subscription_id", flat=True)[:RANGE])
    if not ids:
        return 0
    subscriptions = Subscription.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    scheduled = {one.subscription_id: one for one in due.filter(subscription_id__in=ids)}
    for subscription in subscriptions:
        held = scheduled[subscription.pk]
        close_changes([held.pk], "undone", at=at)
        append_event(
            subscription,
            "change_undone",
            at=at,
            actor=actor,
            channel=channel,
            data={"change": held.pk, "slot": "price"},
        )
    return len(ids)
