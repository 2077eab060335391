"""What the next period of a subscription will come to: price, changes and taxes settled."""

from dataclasses import dataclass
from datetime import date, datetime

from fairwell.domain.billing import DueChange, DueFacts, PeriodBill, decide_billing
from fairwell.domain.tax import MissingRateError
from fairwell.domain.term import local_date
from fairwell.models import ScheduledChange, Subscription, Vendor
from fairwell.queries.prices import prices_by_id
from fairwell.queries.taxes import tax_table


@dataclass(frozen=True, slots=True, kw_only=True)
class NextBill:
    """The next charge: when, for which period (`until_on` is the day after it), minor units.

    `amount_minor` is with tax, before any credit. `term` is the price's, ISO 8601.
    """

    at: datetime
    on: date
    until_on: date
    amount_minor: int
    tax_minor: int
    currency: str
    price_id: int
    term: str


def next_bill(
    subscription: Subscription, vendor: Vendor, *, at: datetime, to_price: int | None = None
) -> NextBill | None:
    """The next bill as things stand at `at`, or None where none comes; 6 queries.

    A paused subscription is billed when its pause ends. `to_price` is a price to reckon with
    instead of its own. None too where a tax rate is missing: an amount would be a guess.
    """
    paused = subscription.service == "paused"
    due = subscription.resume_at if paused else subscription.bill_at
    if due is None or subscription.renewal != "auto_renewing":
        return None
    changes = _changes(subscription) if to_price is None else ()
    wanted = {to_price or subscription.price_id, *(c.price_id for c in changes if c.price_id)}
    prices, _names = prices_by_id(wanted)
    facts = _facts(subscription, to_price or subscription.price_id, due, paused=paused)
    step = decide_billing(facts, prices, changes, at=due, zone=vendor.zone, catch_up=True)
    if not isinstance(step, PeriodBill):
        return None
    price, customer = prices[step.price_id], subscription.customer
    buyer = (
        customer.country, customer.subdivision, customer.consumer, customer.vat_number_valid,
    )  # fmt: skip
    try:
        taxed = tax_table(vendor, at=at).tax(
            step.amount_minor, price.tax_behaviour, buyer, price.tax_category, price.currency
        )
    except MissingRateError:
        return None
    return NextBill(
        at=due,
        on=local_date(due, vendor.zone),
        until_on=local_date(step.end, vendor.zone),
        amount_minor=taxed.gross_minor,
        tax_minor=taxed.tax_minor,
        currency=price.currency,
        price_id=step.price_id,
        term=price.term,
    )


def _facts(subscription: Subscription, price_id: int, due: datetime, *, paused: bool) -> DueFacts:
    anchor_at, anchor_no = subscription.anchor_at, subscription.anchor_period_no
    if paused:
        anchor_at, anchor_no = due, subscription.current_period_no + 1
    return DueFacts(
        subscription_id=subscription.pk,
        customer_id=subscription.customer_id,
        price_id=price_id,
        quantity=subscription.quantity,
        standing=subscription.standing,
        service="active" if paused else subscription.service,
        anchor_at=anchor_at,
        anchor_period_no=anchor_no,
        current_period_no=subscription.current_period_no,
        current_period_end=due,
        trial_end=subscription.trial_end,
        ends_at=subscription.ends_at,
        intro_used=subscription.intro_used,
        first_term_end=subscription.first_term_end,
        method_id=subscription.method_id,
    )


def _changes(subscription: Subscription) -> tuple[DueChange, ...]:
    rows = ScheduledChange.objects.filter(subscription=subscription, state="scheduled")
    return tuple(
        DueChange._make(row)
        for row in rows.values_list(
            "pk", "slot", "kind", "to_price_id", "to_quantity", "resume_at", "effective_at"
        )
    )
