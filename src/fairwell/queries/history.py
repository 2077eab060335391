"""What happened to a subscription, and how it stood before a cancellation that may be undone."""

from dataclasses import replace
from datetime import datetime

from django.utils.dateparse import parse_datetime

from fairwell.domain.renewal import NextCharge, next_charge
from fairwell.models import SubscriptionEvent
from fairwell.queries.account import Held


def events_of(user_id: int, subscription_id: int) -> tuple[SubscriptionEvent, ...]:
    """The events of one of the user's subscriptions, newest first; one query."""
    own = SubscriptionEvent.objects.filter(
        subscription__customer__user_id=user_id, subscription_id=subscription_id
    )
    return tuple(own.order_by("-no"))


def after_undo(held: Held, reference: str) -> tuple[datetime | None, NextCharge | None]:
    """When it would end and what would be charged next if that cancellation were undone; one query.

    Raises SubscriptionEvent.DoesNotExist for a reference that confirmed no cancellation of it.
    """
    before = SubscriptionEvent.objects.get(
        subscription_id=held.pk, kind="cancellation_confirmed", data__reference=reference
    ).data["before"]
    ends_at = parse_datetime(before["ends_at"]) if before["ends_at"] else None
    facts = replace(held.facts, renewal=before["renewal"], ends_at=ends_at, open_cancellation=None)
    return ends_at, next_charge(facts)
