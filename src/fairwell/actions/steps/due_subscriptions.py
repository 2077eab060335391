"""The due subscriptions of a range, locked, with all that billing them needs to know."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from fairwell.domain.billing import DueChange, DueFacts
from fairwell.models import CreditBalance, ScheduledChange, Subscription

_FACTS = (
    "pk", "customer_id", "price_id", "quantity", "standing", "service", "anchor_at",
    "anchor_period_no", "current_period_no", "current_period_end", "trial_end", "ends_at",
    "intro_used", "first_term_end", "method_id",
)  # fmt: skip
_BESIDE = (
    "last_event_no", "customer__billing_details_id", "method__gateway", "method__refused_at",
    "customer__country", "customer__subdivision", "customer__consumer",
    "customer__vat_number_valid",
)  # fmt: skip


class Due(NamedTuple):
    """One due subscription: the facts it is decided on, and what its rows are written with."""

    facts: DueFacts
    last_event_no: int
    buyer_details: int | None
    gateway: str | None
    refused_at: datetime | None
    country: str
    subdivision: str
    consumer: bool
    vat_number_valid: bool

    @property
    def buyer(self) -> tuple[str, str, bool, bool]:
        """What the tax depends on; many buyers share it."""
        return self.country, self.subdivision, self.consumer, self.vat_number_valid


def lock_due(first_id: int, last_id: int, *, at: datetime) -> list[Due]:
    """The subscriptions of the range whose time has come, in the order of their ids, locked."""
    rows = (
        Subscription.objects.select_for_update(of=("self",))
        .filter(pk__gte=first_id, pk__lte=last_id, bill_at__lte=at)
        .order_by("pk")
        .values_list(*_FACTS, *_BESIDE)
    )
    cut = len(_FACTS)
    return [Due(DueFacts._make(row[:cut]), *row[cut:]) for row in rows]


def changes_of(first_id: int, last_id: int) -> dict[int, tuple[DueChange, ...]]:
    """The scheduled changes of a range by subscription."""
    found: dict[int, list[DueChange]] = defaultdict(list)
    rows = ScheduledChange.objects.filter(
        state="scheduled", subscription_id__gte=first_id, subscription_id__lte=last_id
    ).values_list(
        "subscription_id", "pk", "slot", "kind", "to_price_id", "to_quantity", "resume_at",
        "effective_at",
    )  # fmt: skip
    for subscription_id, *change in rows:
        found[subscription_id].append(DueChange._make(change))
    return {subscription_id: tuple(changes) for subscription_id, changes in found.items()}


def credit_of(first_id: int, last_id: int) -> dict[tuple[int, str], CreditBalance]:
    """The balances above zero of a range's customers, locked, by customer and currency."""
    owners = Subscription.objects.filter(pk__gte=first_id, pk__lte=last_id).values("customer")
    rows = (
        CreditBalance.objects.select_for_update()
        .filter(customer__in=owners, balance_minor__gt=0)
        .order_by("pk")
    )
    return {(row.customer_id, row.currency): row for row in rows}
