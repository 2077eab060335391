"""What a subscription or a customer may use at an instant: the product's question, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from fairwell.models import Entitlement

DEVICES = "devices"


@dataclass(frozen=True, slots=True)
class Entitled:
    """One feature, or `devices`, over one span: `starts_at` included, `ends_at` excluded.

    `ends_at` is None while nothing is settled to end it.
    """

    subscription: str
    feature: str
    quantity: int
    starts_at: datetime
    ends_at: datetime | None


def entitlements_of(
    *,
    at: datetime,
    subscription_external_id: str | None = None,
    customer_external_id: str | None = None,
) -> tuple[Entitled, ...]:
    """What holds at `at`, by subscription and feature; one query by index, empty for the unknown.

    Name one of the two: a subscription, or a customer for all theirs.
    """
    rows = entitled_at(at)
    if subscription_external_id is not None:
        rows = rows.filter(subscription__external_id=subscription_external_id)
    else:
        rows = rows.filter(subscription__customer__external_id=customer_external_id or "")
    found: Sequence[tuple[str, str, int, datetime, datetime | None]] = list(
        rows.order_by("subscription_id", "feature").values_list(
            "subscription__external_id", "feature", "quantity", "starts_at", "ends_at"
        )
    )
    return tuple(Entitled(*row) for row in found)


def entitled_at(at: datetime) -> QuerySet[Entitlement]:
    """All that holds at an instant; narrow it before asking.

    A span that was opened and closed at one instant, as when two changes meet, gave nothing.
    """
    return Entitlement.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at) & Q(ends_at__gt=F("starts_at")),
        starts_at__lte=at,
    )


def devices_covered(subscription_id: int, *, at: datetime) -> int:
    """How many devices a subscription covers at `at`; 0 without access."""
    covered = (
        entitled_at(at)
        .filter(subscription=subscription_id, feature=DEVICES)
        .values_list("quantity", flat=True)
        .first()
    )
    return covered or 0
