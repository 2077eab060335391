"""A customer buys a plan or begins a trial: the contract, its first invoice and its access."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event, whole_state
from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.issue_invoice import LineToBill, issue_invoice
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.pin_policies import PolicyShelf
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.domain.billing import next_step_at
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.term import local_date
from fairwell.models import (
    ConsentRecord,
    Customer,
    Invoice,
    PaymentMethod,
    PinnedPolicy,
    PolicyVersion,
    Price,
    Subscription,
    Vendor,
)
from fairwell.queries.offers import Offer, Wanted, card_facts, offer_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The words that were shown beside the button, their language, and `early_start` as answered.

    `expected` is the digest of the offer that was agreed to.
    """

    text: str
    language: str
    expected: str
    early_start: bool | None = None


@transaction.atomic(durable=True)
def start_subscription(
    *,
    customer_id: int,
    price_id: int,
    quantity: int,
    trial: bool,
    method_id: int | None,
    agreement: Agreement,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Subscription:
    """Start the service at once and return the subscription; the same key again, the same one.

    A paid start is billed at once; if that charge is declined, it is collected like any other, so
    that access lasts through the grace of the policy. Raises RefusedError (price_not_sold,
    quantity_below_one, quantity_too_large, other_currency, trial_none, trial_used, card_needed,
    card_unusable, early_start_needed, tax_unknown, quote_changed); nothing is then written.
    """
    customer = _locked_customer(customer_id)
    external_id = _external_id(customer, idempotency_key)
    standing = Subscription.objects.filter(external_id=external_id).first()
    if standing is not None:
        return standing
    vendor = the_vendor()
    method = PaymentMethod.objects.filter(customer=customer, pk=method_id or 0).first()
    wanted = Wanted(
        price=Price.objects.select_related("plan__product", "extension__plan__product").get(
            pk=price_id
        ),
        quantity=quantity,
        trial=trial,
        card=card_facts(method) if method else None,
        early_start=agreement.early_start,
    )
    offer = offer_for(customer, wanted, vendor, at=at)
    if isinstance(offer, Refusal):
        raise RefusedError(offer)
    if offer.digest != agreement.expected:
        raise RefusedError(Refusal("quote_changed"))
    policies = _policies(offer.price, customer, vendor, at)
    subscription = _begin(external_id, customer, offer, at)
    PinnedPolicy.objects.bulk_create(
        PinnedPolicy(subscription=subscription, policy=policy) for policy in policies
    )
    _keep_consent(subscription, offer, agreement, at=at, actor=actor, channel=channel)
    entitle([subscription.pk], at=at)
    _welcome(subscription, vendor, at, agreement.language)
    invoice = None if offer.start.trial else _bill(subscription, offer, at)
    told = whole_state(subscription) | {"invoice": invoice.pk if invoice else None}
    append_event(
        subscription, "subscription_started", at=at, actor=actor, channel=channel, data=told
    )
    return subscription


def _locked_customer(customer_id: int) -> Customer:
    """The customer, with all records of the same person locked: a trial is given once to each."""
    user_id = Customer.objects.values_list("user_id", flat=True).get(pk=customer_id)
    same = Customer.objects.filter(user_id=user_id) if user_id else Customer.objects.none()
    locked = (same | Customer.objects.filter(pk=customer_id)).select_for_update().order_by("pk")
    return next(one for one in locked if one.pk == customer_id)


def _external_id(customer: Customer, key: str) -> str:
    """Made of the key, so that the database itself has no room for a second."""
    return f"fw_{hashlib.sha256(f'{customer.pk}:{key}'.encode()).hexdigest()[:24]}"


def _policies(
    price: Price, customer: Customer, vendor: Vendor, at: datetime
) -> list[PolicyVersion]:
    """What binds the contract from its first day."""
    shelf, on = PolicyShelf(), local_date(at, vendor.zone)
    own = shelf.vendor_version(price.plan.product.policy or vendor.default_policy, on)
    if own is None:
        raise RefusedError(Refusal("price_not_sold"))
    return [own, *shelf.statutory_versions(customer.country, on)]


def _begin(external_id: str, customer: Customer, offer: Offer, at: datetime) -> Subscription:
    start = offer.start
    service = "trialing" if start.trial else "active"
    return Subscription.objects.create(
        external_id=external_id,
        customer=customer,
        price=offer.price,
        quantity=start.quantity,
        renewal="auto_renewing",
        standing="current",
        service=service,
        concluded_at=at,
        early_start_requested=start.early_start,
        anchor_at=start.anchor_at,
        anchor_period_no=1,
        current_period_no=start.period_no,
        current_period_start=start.period_start,
        current_period_end=start.period_end,
        trial_end=start.trial_end,
        method_id=start.method_id,
        intro_used=start.intro_used,
        first_term_end=start.first_term_end,
        bill_at=next_step_at(
            renewal="auto_renewing",
            standing="current",
            service=service,
            period_end=start.period_end,
            trial_end=start.trial_end,
            ends_at=None,
        ),
    )


def _keep_consent(
    subscription: Subscription,
    offer: Offer,
    agreement: Agreement,
    *,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    ConsentRecord.objects.create(
        subscription=subscription,
        kind="trial" if offer.start.trial else "purchase",
        price=offer.price,
        quantity=offer.start.quantity,
        text=agreement.text,
        text_digest=hashlib.sha256(agreement.text.encode()).hexdigest(),
        language=agreement.language,
        given_at=at,
        actor=actor,
        channel=channel,
    )


def _welcome(subscription: Subscription, vendor: Vendor, at: datetime, language: str) -> None:
    """The contract on a durable medium: what was agreed, and how to leave again."""
    customer = subscription.customer
    if customer.email:
        queue_notice(
            "first",
            key=f"first:{subscription.pk}",
            to_email=customer.email,
            language=letter_language(customer, vendor, language),
            at=at,
            customer=customer,
            subscription=subscription,
        )


def _bill(subscription: Subscription, offer: Offer, at: datetime) -> Invoice:
    start = offer.start
    line = LineToBill(
        price=offer.price,
        quantity=start.quantity,
        unit_minor=start.unit_minor,
        amount_minor=start.charge_minor,
        service_start=start.period_start,
        service_end=start.period_end,
    )
    return issue_invoice(subscription, [line], kind="period", at=at, period_no=start.period_no)
