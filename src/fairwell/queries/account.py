"""What a subscriber holds and what comes next, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet

from fairwell.domain.coming_bills import Outlook
from fairwell.domain.policy import Pack
from fairwell.domain.proration import Stretch
from fairwell.domain.renewal import NextCharge, next_charge
from fairwell.domain.subscription import ChargeFacts, SubscriptionFacts, display_status
from fairwell.domain.term import local_date
from fairwell.domain.withdrawal import WithdrawalRight, withdrawal_right
from fairwell.models import (
    CancellationRequest,
    Customer,
    Payment,
    PinnedPolicy,
    Subscription,
    Vendor,
)
from fairwell.models.cancellation import OPEN_STATES
from fairwell.queries import wording
from fairwell.queries.facts import charges_by_subscription, facts_from
from fairwell.queries.pauses import pauses_of_all
from fairwell.queries.policies import pack_of
from fairwell.queries.renewals import outlooks


@dataclass(frozen=True, slots=True)
class Held:
    """One subscription of the asker with the facts and policies that decisions on it rest on.

    `status` is the one word of `display_status`; `ending` the cancellation or withdrawal that
    stands; `ends_on` the day that was promised, or that the subscription ended.
    """

    subscription: Subscription
    facts: SubscriptionFacts
    packs: tuple[Pack, ...]
    status: str
    ending: CancellationRequest | None
    ends_on: date | None
    next_charge: NextCharge | None
    withdrawal: WithdrawalRight | None

    @property
    def pk(self) -> int:
        """The subscription's key, for addresses."""
        return self.subscription.pk

    @property
    def name(self) -> str:
        """Product and plan, as on the bill."""
        plan = self.subscription.price.plan
        return wording.plan_name(plan.product.name, plan.tier)

    @property
    def devices(self) -> int:
        """How many devices are covered in all."""
        return self.subscription.price.devices * self.subscription.quantity

    @property
    def price_minor(self) -> int:
        """What a term costs at today's price version, in minor units, as it is listed."""
        return self.subscription.price.amount_minor * self.subscription.quantity

    @property
    def plus_tax(self) -> bool:
        """Whether tax comes on top of the listed price."""
        return self.subscription.price.tax_behaviour == "exclusive"

    @property
    def ended(self) -> bool:
        """Whether it is over, so that nothing is left to end."""
        return self.facts.renewal == "ended"

    @property
    def can_switch_renewal(self) -> bool:
        """Whether renewal can be turned off or on: not once it is cancelled or over."""
        return not self.ended and self.ending is None

    @property
    def can_withdraw(self) -> bool:
        """Whether the statutory right to withdraw is open."""
        return not self.ended and self.withdrawal is not None and self.withdrawal.open


def subscriptions_of(user_id: int, *, at: datetime) -> tuple[Held, ...]:
    """All subscriptions of that user's customer records, those that run first; eleven queries."""
    return _held(Subscription.objects.filter(customer__user_id=user_id), at)


def subscription_of(user_id: int, subscription_id: int, *, at: datetime) -> Held | None:
    """One of them, or None where the user has no such subscription; eleven queries."""
    own = Subscription.objects.filter(customer__user_id=user_id, pk=subscription_id)
    return next(iter(_held(own, at)), None)


def customers_of(user_id: int) -> tuple[Customer, ...]:
    """The customer records that the user has claimed; one query."""
    own = Customer.objects.filter(user_id=user_id).select_related("billing_details")
    return tuple(own.order_by("pk"))


def _held(own: QuerySet[Subscription], at: datetime) -> tuple[Held, ...]:
    records = list(
        own.select_related("customer", "price__plan__product").order_by(
            F("ended_at").desc(nulls_first=True), "price__plan__product__name", "pk"
        )
    )
    if not records:
        return ()
    vendor = Vendor.objects.get(pk=1)
    charges = charges_by_subscription(Payment.objects.filter(invoice__subscription__in=records))
    packs: dict[int, list[Pack]] = defaultdict(list)
    for pin in (
        PinnedPolicy.objects.filter(subscription__in=records)
        .select_related("policy")
        .order_by("-policy__kind", "policy__pack_id")
    ):
        packs[pin.subscription_id].append(pack_of(pin.policy))
    endings = {
        request.subscription_id: request
        for request in CancellationRequest.objects.filter(
            subscription__in=records, state__in=(*OPEN_STATES, "effective")
        )
    }
    coming, pauses = outlooks(records, vendor), pauses_of_all(records)
    return tuple(
        _one(
            record,
            vendor,
            outlook=coming.get(record.pk),
            charges=charges.get(record.pk, ()),
            pauses=pauses.get(record.pk, ()),
            packs=packs[record.pk],
            ending=endings.get(record.pk),
            at=at,
        )
        for record in records
    )


def _one(
    record: Subscription,
    vendor: Vendor,
    *,
    outlook: Outlook | None,
    charges: tuple[ChargeFacts, ...],
    pauses: tuple[Stretch, ...],
    packs: list[Pack],
    ending: CancellationRequest | None,
    at: datetime,
) -> Held:
    is_open = ending is not None and ending.state in OPEN_STATES
    reference = ending.reference if ending and is_open else None
    facts = facts_from(record, vendor, charges, reference, outlook, pauses=pauses)
    end = record.ended_at or record.ends_at
    ends_on = local_date(end, vendor.zone) if end else None
    if ending is not None:
        ends_on = date.fromisoformat(ending.decision["ends_on"])
    return Held(
        subscription=record,
        facts=facts,
        packs=tuple(packs),
        status=display_status(facts),
        ending=ending,
        ends_on=ends_on,
        next_charge=next_charge(facts),
        withdrawal=withdrawal_right(facts, packs, at=at),
    )
