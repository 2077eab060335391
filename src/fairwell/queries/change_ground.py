"""What the change of a subscription is decided on, read at once as of one moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairwell.domain.change_kind import ScheduledFacts
from fairwell.domain.policy import ChangePolicy, Pack, change_policy
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import Stretch
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.models import CreditBalance, Device, ScheduledChange, Subscription, Vendor
from fairwell.queries.billed import Billed, billed_of
from fairwell.queries.prices import prices_by_id
from fairwell.queries.taxes import TaxTable, tax_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every change of one subscription is decided on, as of one moment.

    `prices` are its own, those it will have, and those that were asked for; `scheduled` the changes
    that are agreed, by slot; `held_minor` the customer's credit in its currency.
    """

    subscription: Subscription
    facts: SubscriptionFacts
    policy: ChangePolicy
    prices: Mapping[int, PriceFacts]
    billed: Billed
    pauses: tuple[Stretch, ...]
    scheduled: Mapping[str, ScheduledFacts]
    devices_in_use: int
    held_minor: int
    taxes: TaxTable
    at: datetime

    @property
    def current(self) -> PriceFacts:
        """The price version that it has now."""
        return self.prices[self.subscription.price_id]


def ground_of(
    subscription: Subscription,
    facts: SubscriptionFacts,
    packs: tuple[Pack, ...],
    vendor: Vendor,
    *,
    at: datetime,
    wanted: tuple[int, ...] = (),
) -> Ground:
    """Everything but the facts themselves, read in ten queries."""
    pauses = facts.pauses
    prices, _ = prices_by_id({subscription.price_id, *wanted})
    held = CreditBalance.objects.filter(
        customer=subscription.customer_id, currency=facts.currency
    ).values_list("balance_minor", flat=True)
    return Ground(
        subscription=subscription,
        facts=facts,
        policy=change_policy(packs),
        prices=prices,
        billed=billed_of(subscription, pauses, at=at),
        pauses=pauses,
        scheduled={one.slot: _scheduled(one) for one in scheduled_of(subscription.pk)},
        devices_in_use=Device.objects.filter(
            subscription=subscription, removed_at__isnull=True
        ).count(),
        held_minor=held.first() or 0,
        taxes=tax_table(vendor, at=at),
        at=at,
    )


def scheduled_of(subscription_id: int) -> tuple[ScheduledChange, ...]:
    """The changes that are agreed or announced and have not come true; one query."""
    return tuple(scheduled_of_all([subscription_id])[subscription_id])


def scheduled_of_all(subscription_ids: Iterable[int]) -> dict[int, list[ScheduledChange]]:
    """The same of several subscriptions, by their keys, the first to come first; one query."""
    found: dict[int, list[ScheduledChange]] = {pk: [] for pk in subscription_ids}
    rows = ScheduledChange.objects.filter(subscription_id__in=list(found), state="scheduled")
    for row in rows.select_related("to_price__plan__product").order_by("effective_at", "pk"):
        found[row.subscription_id].append(row)
    return found


def _scheduled(one: ScheduledChange) -> ScheduledFacts:
    return ScheduledFacts(
        change_id=one.pk,
        kind=one.kind,
        effective_at=one.effective_at,
        price_id=one.to_price_id,
        quantity=one.to_quantity,
    )
