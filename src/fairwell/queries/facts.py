"""Records become facts: the only mapping, one way, from what is stored to what is decided on."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable

from fairwell.domain.coming_bills import Outlook
from fairwell.domain.proration import Stretch
from fairwell.domain.subscription import (
    ChargeFacts,
    Renewal,
    Service,
    Standing,
    SubscriptionFacts,
)
from fairwell.models import CancellationRequest, Payment, Subscription, Vendor
from fairwell.models.cancellation import OPEN_STATES
from fairwell.queries.pauses import pauses_of_all
from fairwell.queries.renewals import next_minor, outlooks

# Where each of a charge's facts is found.
_CHARGE: dict[str, Combinable] = {
    "payment_id": F("pk"),
    "order_number": F("invoice__number"),
    "charged_at": F("captured_at"),
    "currency": F("currency"),
    "captured_minor": F("captured_minor"),
    "refundable_minor": F("captured_minor") - F("refunded_minor") - F("refund_reserved_minor"),
    "period_start": F("invoice__period_start"),
    "period_end": F("invoice__period_end"),
    "disputed": F("disputed"),
}


def charges_by_subscription(payments: QuerySet[Payment]) -> dict[int, tuple[ChargeFacts, ...]]:
    """Facts of captured payments, oldest first, by subscription; those without a period left out.

    One query, and no records made: ten years of several subscriptions are thousands of payments.
    """
    found: dict[int, list[ChargeFacts]] = defaultdict(list)
    rows = (
        payments.filter(
            invoice__subscription__isnull=False,
            invoice__period_start__isnull=False,
            invoice__period_end__isnull=False,
        )
        .order_by("captured_at", "pk")
        .values_list("invoice__subscription_id", *_CHARGE.values())
    )
    for subscription_id, *told in rows:
        found[subscription_id].append(ChargeFacts(**dict(zip(_CHARGE, told, strict=True))))
    return {subscription_id: tuple(charges) for subscription_id, charges in found.items()}


def subscription_facts(subscription: Subscription, vendor: Vendor) -> SubscriptionFacts:
    """Facts of one subscription as it stands; eight queries.

    `subscription` should come with its price and customer loaded.
    """
    return facts_of_many([subscription], vendor)[subscription.pk]


def facts_of_many(
    subscriptions: Sequence[Subscription], vendor: Vendor
) -> dict[int, SubscriptionFacts]:
    """The facts of each by its key; eight queries: money, requests, pauses, five for what comes."""
    if not subscriptions:
        return {}
    charges = charges_by_subscription(
        Payment.objects.filter(invoice__subscription__in=subscriptions)
    )
    requests = dict(
        CancellationRequest.objects.filter(
            subscription__in=subscriptions, state__in=OPEN_STATES
        ).values_list("subscription_id", "reference")
    )
    coming, pauses = outlooks(subscriptions, vendor), pauses_of_all(subscriptions)
    return {
        one.pk: facts_from(
            one,
            vendor,
            charges.get(one.pk, ()),
            requests.get(one.pk),
            coming.get(one.pk),
            pauses=pauses.get(one.pk, ()),
        )
        for one in subscriptions
    }


def facts_from(
    subscription: Subscription,
    vendor: Vendor,
    charges: tuple[ChargeFacts, ...],
    open_request: str | None,
    outlook: Outlook | None = None,
    *,
    pauses: tuple[Stretch, ...] = (),
) -> SubscriptionFacts:
    """The same from records already loaded, for pages that show many subscriptions."""
    customer, price = subscription.customer, subscription.price
    return SubscriptionFacts(
        subscription_id=subscription.pk,
        renewal=cast("Renewal", subscription.renewal),
        standing=cast("Standing", subscription.standing),
        service=cast("Service", subscription.service),
        term=price.term,
        concluded_at=subscription.concluded_at,
        anchor_at=subscription.anchor_at,
        anchor_period_no=subscription.anchor_period_no,
        current_period_no=subscription.current_period_no,
        current_period_start=subscription.current_period_start,
        current_period_end=subscription.current_period_end,
        trial_end=subscription.trial_end,
        ends_at=subscription.ends_at,
        price_minor=price.amount_minor,
        quantity=subscription.quantity,
        currency=price.currency,
        country=customer.country,
        subdivision=customer.subdivision,
        consumer=customer.consumer,
        early_start_requested=subscription.early_start_requested,
        informed_of_withdrawal=subscription.informed_of_withdrawal,
        zone=vendor.zone,
        charges=charges,
        open_cancellation=open_request,
        price_id=price.pk,
        method_id=subscription.method_id,
        first_term_end=subscription.first_term_end,
        notice=price.notice,
        paused_at=subscription.paused_at,
        resume_at=subscription.resume_at,
        pauses=pauses,
        next_minor=next_minor(outlook, vendor),
        outlook=outlook,
    )
