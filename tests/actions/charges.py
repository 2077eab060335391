"""What tests of charging and collecting share: outcomes without a gateway, and time that passes."""

from collections import Counter
from datetime import datetime, timedelta

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.actions.billing.collect_due_invoices import collect_due_invoices
from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.domain.payments import GatewayAnswer, NotDone, Unknown
from fairwell.models import Invoice, PaymentAttempt, PaymentMethod, Subscription
from tests import deeds
from tests.actions.bills import bill, newest
from tests.cast import Cast

type News = GatewayAnswer | Unknown | NotDone

SOFT = GatewayAnswer(outcome="declined", gateway_ref="", failure_code="insufficient_funds")
HARD = GatewayAnswer(outcome="declined", gateway_ref="", failure_code="stolen_card", hard=True)


def took(attempt_id: int) -> GatewayAnswer:
    """The bank took the money of that charge."""
    return GatewayAnswer(outcome="succeeded", gateway_ref=f"ch_new_{attempt_id}")


def renewed(cast: Cast, key: str = "anna", **options: object) -> Subscription:
    """A subscriber whose next term was just billed; the charge waits to be sent."""
    subscription = cast.subscriber(key, **options)
    bill(subscription.current_period_end)
    subscription.refresh_from_db()
    return subscription


def record(at: datetime, **news: News) -> Counter[str]:
    """Send what is due and record the same news of all, or by the owner's key (anna=…)."""
    orders = claim_charges(at=at, limit=1_000)
    outcomes = []
    for order in orders:
        attempt = PaymentAttempt.objects.get(pk=order.attempt_id)
        owner = attempt.invoice.subscription.external_id.removeprefix("sub_")
        found = news.get(owner, news.get("every"))
        outcomes.append(ChargeOutcome(order.attempt_id, found or took(order.attempt_id)))
    return record_charge_outcomes(outcomes=outcomes, at=at)


def collect(at: datetime) -> int:
    """Everything that collecting has to do by then."""
    done = 0
    while did := collect_due_invoices(at=at):
        done += did
    return done


def refused_until(subscription: Subscription, until: datetime, news: News = SOFT) -> list[int]:
    """Let time pass hour by hour while the bank refuses; the days on which it was asked."""
    start = newest(subscription).due_at
    asked, at = [], start
    while at <= until:
        collect(at)
        if record(at, every=news):
            asked.append((at - start).days)
        at += timedelta(hours=1)
    return asked


def another_card(subscription: Subscription, ref: str = "pm_other") -> PaymentMethod:
    """The subscriber's second card, which nothing is charged to yet."""
    return PaymentMethod.objects.create(
        customer=subscription.customer,
        gateway="sandbox",
        method_ref=ref,
        brand="visa",
        last4="1881",
        expires_month=12,
        expires_year=2035,
    )


def state_of(invoice: Invoice) -> tuple[str, str]:
    """How an invoice stands now and how it is collected."""
    invoice.refresh_from_db()
    return invoice.state, invoice.collection


def wrong(at: datetime) -> list[str]:
    """What the books' audit finds, letters aside that no worker carried here."""
    return [found for found in deeds.violations(at) if not found.startswith("11 outbox: mail:")]
