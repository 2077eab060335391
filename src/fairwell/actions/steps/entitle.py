"""What subscriptions give, written down at each change of state, to be asked in one query."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from fairwell.models import Entitlement, Subscription

DEVICES = "devices"


def entitle(subscription_ids: Sequence[int], *, at: datetime) -> None:
    """Open, change and close the entitlements of these subscriptions, as they stand at `at`.

    Three to five statements however many. What no longer holds ends at the stated end, else now.
    """
    if not subscription_ids:
        return
    standing: dict[int, list[Entitlement]] = defaultdict(list)
    for row in Entitlement.objects.filter(subscription_id__in=subscription_ids).filter(
        # What began at this very instant may be opened again: nothing begins twice at once.
        Q(ends_at__isnull=True) | Q(ends_at__gt=at) | Q(starts_at=at)
    ):
        standing[row.subscription_id].append(row)
    rows = Subscription.objects.filter(pk__in=subscription_ids).select_related("price__plan")
    new: list[Entitlement] = []
    changed: list[Entitlement] = []
    for subscription in rows:
        opened, altered = _compare(subscription, standing[subscription.pk], at)
        new += opened
        changed += altered
    Entitlement.objects.bulk_update(changed, ["quantity", "ends_at"], batch_size=500)
    Entitlement.objects.bulk_create(new, batch_size=1_000)


def given(subscription: Subscription) -> dict[str, int]:
    """What a subscription gives at present: quantities by feature; nothing without access."""
    if subscription.service not in ("trialing", "active"):
        return {}
    if subscription.standing not in ("current", "grace"):
        return {}
    features = dict.fromkeys(subscription.price.plan.features, 1)
    return {DEVICES: subscription.price.devices * subscription.quantity, **features}


def _compare(
    subscription: Subscription, standing: Sequence[Entitlement], at: datetime
) -> tuple[list[Entitlement], list[Entitlement]]:
    wanted, until = given(subscription), subscription.ended_at or subscription.ends_at
    stop = min(subscription.ended_at or at, subscription.paused_at or at, at)
    changed = []
    for row in standing:
        before = row.quantity, row.ends_at
        if row.feature in wanted and (row.quantity == wanted[row.feature] or row.starts_at == at):
            row.quantity, row.ends_at = wanted.pop(row.feature), until
        else:
            row.ends_at = max(row.starts_at, stop)
        if (row.quantity, row.ends_at) != before:
            changed.append(row)
    new = [
        Entitlement(
            subscription=subscription,
            feature=feature,
            quantity=quantity,
            starts_at=at,
            ends_at=max(at, until) if until else None,
        )
        for feature, quantity in wanted.items()
    ]
    return new, changed
