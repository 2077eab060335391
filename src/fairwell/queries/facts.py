"""Records become facts: the only mapping, one way, from what is stored to what is decided on."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from fairwell.domain.coming_bills import Outlook
from fairwell.domain.subscription import (
    ChargeFacts,
    Renewal,
    Service,
    Standing,
    SubscriptionFacts,
)
from fairwell.models import CancellationRequest, Payment, Subscription, Vendor
from fairwell.models.cancellation import OPEN_STATES
from fairwell.queries.renewals import next_minor, outlooks


def charge_facts(payments: list[Payment]) -> tuple[ChargeFacts, ...]:
    """Facts of captured payments, invoices loaded; those without a period are left out."""
    return tuple(
        ChargeFacts(
            payment_id=payment.pk,
            order_number=payment.invoice.number,
            charged_at=payment.captured_at,
            currency=payment.currency,
            captured_minor=payment.captured_minor,
            refundable_minor=payment.refundable_minor,
            period_start=payment.invoice.period_start,
            period_end=payment.invoice.period_end,
            disputed=payment.disputed,
        )
        for payment in payments
        if payment.invoice.period_start is not None and payment.invoice.period_end is not None
    )


def subscription_facts(subscription: Subscription, vendor: Vendor) -> SubscriptionFacts:
    """Facts of one subscription as it stands; seven queries.

    `subscription` should come with its price and customer loaded.
    """
    return facts_of_many([subscription], vendor)[subscription.pk]


def facts_of_many(
    subscriptions: Sequence[Subscription], vendor: Vendor
) -> dict[int, SubscriptionFacts]:
    """The facts of each by its key; seven queries: money, requests, and five for what comes."""
    if not subscriptions:
        return {}
    payments: dict[int | None, list[Payment]] = defaultdict(list)
    for payment in (
        Payment.objects.filter(invoice__subscription__in=subscriptions)
        .select_related("invoice")
        .order_by("captured_at", "pk")
    ):
        payments[payment.invoice.subscription_id].append(payment)
    requests = dict(
        CancellationRequest.objects.filter(
            subscription__in=subscriptions, state__in=OPEN_STATES
        ).values_list("subscription_id", "reference")
    )
    coming = outlooks(subscriptions, vendor)
    return {
        one.pk: facts_from(one, vendor, payments[one.pk], requests.get(one.pk), coming.get(one.pk))
        for one in subscriptions
    }


def facts_from(
    subscription: Subscription,
    vendor: Vendor,
    payments: list[Payment],
    open_request: str | None,
    outlook: Outlook | None = None,
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
        charges=charge_facts(payments),
        open_cancellation=open_request,
        price_id=price.pk,
        method_id=subscription.method_id,
        first_term_end=subscription.first_term_end,
        notice=price.notice,
        paused_at=subscription.paused_at,
        resume_at=subscription.resume_at,
        next_minor=next_minor(outlook, vendor),
        outlook=outlook,
    )
