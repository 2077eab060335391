"""End what is due to end: access stops at the stated instant, set by set."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from fairwell.actions.steps.append_event import iso
from fairwell.actions.steps.cut_service import cut_service
from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.stop_collection import stop_collection
from fairwell.models import CancellationRequest, Subscription, SubscriptionEvent

CHUNK = 1_000


@transaction.atomic(durable=True)
def end_due_subscriptions(*, at: datetime, limit: int = CHUNK) -> int:
    """End up to `limit` subscriptions whose end has come and return how many; 0 means none is left.

    A fixed number of statements whatever the number. One that still renews up to its end is due
    with it too.
    """
    due = list(
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(ended_at__isnull=True, ends_at__lte=at)
        .order_by("pk")[:limit]
    )
    if not due:
        return 0
    ids = [subscription.pk for subscription in due]
    SubscriptionEvent.objects.bulk_create(
        SubscriptionEvent(
            subscription=subscription,
            no=subscription.last_event_no + 1,
            kind="subscription_ended",
            at=at,
            actor="system",
            channel="worker",
            data={"ended_at": iso(subscription.ends_at)},
        )
        for subscription in due
    )
    Subscription.objects.filter(pk__in=ids).update(
        renewal="ended",
        service="terminated",
        ended_at=F("ends_at"),
        bill_at=None,
        paused_at=None,
        resume_at=None,
        last_event_no=F("last_event_no") + 1,
    )
    CancellationRequest.objects.filter(subscription_id__in=ids, state="confirmed").update(
        state="effective"
    )
    entitle(ids, at=at)
    stop_collection(ids, at=at)
    cut_service(ids, at=at, zone=the_vendor().zone)
    return len(ids)
