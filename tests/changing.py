"""Changing subscriptions in one line each: a catalogue with tiers, and the deeds of the cast."""

from datetime import date, datetime
from typing import Any

from fairwell.actions.subscriptions.change_subscription import change_subscription
from fairwell.actions.subscriptions.pause_subscription import pause_subscription
from fairwell.actions.subscriptions.quote_change import quote_change
from fairwell.actions.subscriptions.resume_subscription import resume_subscription
from fairwell.actions.subscriptions.undo_change import undo_change
from fairwell.models import (
    CreditBalance,
    Invoice,
    Payment,
    PaymentAttempt,
    PinnedPolicy,
    Plan,
    PolicyVersion,
    Price,
    Product,
    RefundQuote,
    ScheduledChange,
    Statement,
    Subscription,
    Transfer,
)
from tests.cast import NOW, Cast
from tests.deeds import PORTAL, terms

DEEDS = {
    "change": change_subscription,
    "pause": pause_subscription,
    "resume": resume_subscription,
}


def sell_tiers(cast: Cast, **premium: Any) -> dict[str, Price]:
    """Guard is sold as Plus (3, 5 or 10 devices) and Premium, by year and by month."""
    del cast
    guard = Product.objects.get(external_id="prod_guard")
    plus = Plan.objects.get(product=guard, tier="Plus")
    top = Plan.objects.create(product=guard, tier="Premium", rank=1, features=["vpn"])
    shape = {"currency": "USD", "tax_behaviour": "exclusive", "term": "P1Y"}
    rows = {
        "three": {"plan": plus, "devices": 3, "amount_minor": 3_650},
        "ten": {"plan": plus, "devices": 10, "amount_minor": 10_950},
        "premium": {"plan": top, "devices": 5, "amount_minor": 14_600, **premium},
        "premium_month": {"plan": top, "devices": 5, "amount_minor": 1_599, "term": "P1M"},
    }
    made = {
        key: Price.objects.create(external_id=f"price_{key}", **(shape | row))
        for key, row in rows.items()
    }
    for key in ("year", "month"):
        price = Price.objects.get(external_id=f"price_{key}_usd")
        price.tax_behaviour, price.devices = "exclusive", 5
        price.save()
        made[key] = price
    return made


def either(subscription: Subscription) -> None:
    """The terms that bind it let less come at once too."""
    pin = PinnedPolicy.objects.select_related("policy").get(
        subscription=subscription, policy__kind="vendor"
    )
    if pin.policy.version == 99:
        return
    text = pin.policy.text.replace("[title]", '[changes]\ndowngrade = "either"\n\n[title]')
    pin.policy, _ = PolicyVersion.objects.get_or_create(
        digest=f"either-{pin.policy.digest}"[:64],
        defaults={
            "pack_id": pin.policy.pack_id,
            "version": 99,
            "kind": "vendor",
            "valid_from": pin.policy.valid_from,
            "text": text,
            "published_at": NOW,
        },
    )
    pin.save()


def ask(
    subscription: Subscription,
    to: Price | None = None,
    quantity: int = 1,
    *,
    verb: str = "change",
    at: datetime = NOW,
    when: Any = None,
    until: date | None = None,
) -> RefundQuote:
    """What would a change, a pause or its end do?"""
    return quote_change(
        subscription_id=subscription.pk,
        user_id=None,
        at=at,
        verb=verb,
        when=when,
        price_id=to.pk if to else None,
        quantity=quantity,
        until=until,
        **PORTAL,
    )


def agree(quoted: RefundQuote, **options: Any) -> Statement:
    """Agree to what was quoted."""
    return DEEDS[quoted.verb](**terms(quoted, **options))


def change(subscription: Subscription, *to: Any, at: datetime = NOW, **asked: Any) -> Statement:
    """Ask and agree at once."""
    return agree(ask(subscription, *to, at=at, **asked), at=at)


def undo(row: ScheduledChange, *, at: datetime = NOW, **options: Any) -> Statement:
    """Take a scheduled change back."""
    said = {"idempotency_key": f"undo-{row.pk}", **PORTAL, **options}
    return undo_change(subscription_id=row.subscription_id, change_id=row.pk, at=at, **said)


def waiting(subscription: Subscription, slot: str = "plan") -> ScheduledChange | None:
    """The change that is agreed and has not come."""
    return subscription.changes.filter(slot=slot, state="scheduled").first()


def paid_up(subscription: Subscription, *, at: datetime = NOW) -> int:
    """Every charge that is asked for comes through; the minor units that were taken."""
    taken = 0
    for attempt in PaymentAttempt.objects.filter(
        invoice__subscription=subscription, kind="charge", state="init"
    ):
        invoice = attempt.invoice
        assert invoice is not None
        attempt.state, attempt.gateway_ref = "succeeded", f"ch_{attempt.pk}"
        attempt.submitted_at = attempt.answered_at = at
        attempt.ask_at = None
        attempt.save()
        payment = Payment.objects.create(
            invoice=invoice, method=attempt.method, gateway=attempt.gateway,
            gateway_ref=attempt.gateway_ref, currency=attempt.currency,
            captured_minor=attempt.amount_minor, captured_at=at,
        )  # fmt: skip
        for kind, pair, subject in (
            ("charge_submitted", ("charges_clearing", "receivables"), {"attempt": attempt}),
            ("payment_captured", ("cash", "charges_clearing"), {"payment": payment}),
        ):
            Transfer.objects.create(
                kind=kind, debit=pair[0], credit=pair[1], currency=attempt.currency,
                amount_minor=attempt.amount_minor, at=at, **subject,
            )  # fmt: skip
        Invoice.objects.filter(pk=invoice.pk).update(
            state="paid", collection="none", collect_at=None, closed_at=at
        )
        taken += attempt.amount_minor
    return taken


def credit(subscription: Subscription) -> int:
    """The customer's credit, in minor units."""
    row = CreditBalance.objects.filter(customer=subscription.customer).first()
    return row.balance_minor if row else 0
