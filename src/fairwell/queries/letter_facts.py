"""What a notice tells, as plain values: read when it leaves, and kept with it as what was told."""

from datetime import date, datetime, timedelta
from typing import Any

from fairwell.domain.notices import CreditOfYear, sum_up_year
from fairwell.domain.term import Term, local_date
from fairwell.models import (
    Case,
    CreditNote,
    Invoice,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    Price,
    PriceChange,
    Subscription,
    Vendor,
)
from fairwell.queries import wording
from fairwell.queries.facts import charges_by_subscription
from fairwell.queries.next_bill import NextBill, next_bill

type Told = dict[str, Any]


def subscription_told(subscription: Subscription, vendor: Vendor, *, at: datetime) -> Told:
    """Its name, term, card and next charge; days are ISO dates in the vendor's zone."""
    plan = subscription.price.plan
    bill = next_bill(subscription, vendor, at=at)
    return {
        "plan": wording.plan_name(plan.product.name, plan.tier),
        "term": bill.term if bill else subscription.price.term,
        "card": card_words(subscription.method),
        "next": _bill(bill),
        "ends_on": _day(subscription.ends_at, vendor),
        "trial_ends_on": _day(subscription.trial_end, vendor)
        if subscription.service == "trialing"
        else None,
    }


def price_change_told(
    subscription: Subscription, change: PriceChange, moves_at: datetime, vendor: Vendor
) -> Told:
    """The old price and the new one with tax, for all units and one term, and from when."""
    told: Told = {
        "announced": change.pk,
        "moves_at": moves_at.isoformat(),
        "on": local_date(moves_at, vendor.zone).isoformat(),
    }
    for name, price_id in (("old", change.from_price_id), ("new", change.to_price_id)):
        bill = next_bill(subscription, vendor, at=moves_at, to_price=price_id)
        price = Price.objects.get(pk=price_id)
        minor = bill.amount_minor if bill else price.amount_minor * subscription.quantity
        told[name] = {"minor": minor, "currency": price.currency}
    return told


def pause_told(subscription: Subscription, vendor: Vendor) -> Told:
    """When the pause ends."""
    return {"on": _day(subscription.resume_at, vendor)}


def card_told(subscription: Subscription) -> Told:
    """Year and month that are printed on the card."""
    method = subscription.method
    return {
        "year": method.expires_year if method else None,
        "month": method.expires_month if method else None,
    }


def year_told(subscription: Subscription, about_on: date, vendor: Vendor) -> Told:
    """What was paid and given back in the year that ends on the eve of `about_on`; two queries."""
    since = Term(months=12).after(about_on, -1)
    # A day more on either side, as the days are the vendor's; `sum_up_year` draws the line.
    edge = timedelta(days=1)
    charges = charges_by_subscription(
        Payment.objects.filter(
            invoice__subscription=subscription,
            captured_at__date__gte=since - edge,
            captured_at__date__lte=about_on + edge,
        )
    )
    credited = [
        CreditOfYear(note.issued_at, note.total_minor, note.currency)
        for note in CreditNote.objects.filter(
            invoice__subscription=subscription,
            issued_at__date__gte=since - edge,
            issued_at__date__lte=about_on + edge,
        ).exclude(to="receivable")
    ]
    year = sum_up_year(
        product="",
        frequency=subscription.price.term,
        anniversary_on=about_on,
        charges=charges.get(subscription.pk, ()),
        credited=credited,
        next_charge=None,
        cancel_link="",
        zone=vendor.zone,
    )
    return {
        "first_on": year.first_day.isoformat(),
        "end_on": year.end_day.isoformat(),
        "totals": [
            {"currency": t.currency, "paid": t.paid_minor, "refunded": t.refunded_minor}
            for t in year.totals
        ],
    }


def invoice_told(invoice: Invoice, vendor: Vendor) -> Told:
    """Number, amounts, period and how its charge went last; one query.

    What another system numbered is no invoice of ours, so that none can be attached.
    """
    attempt = (
        PaymentAttempt.objects.filter(invoice=invoice, kind="charge")
        .select_related("method")
        .order_by("-pk")
        .first()
    )
    return {
        "order": invoice.number,
        "own_invoice": bool(invoice.series),
        "currency": invoice.currency,
        "total_minor": invoice.total_minor,
        "tax_minor": invoice.tax_minor,
        "from_credit_minor": invoice.credit_applied_minor,
        "owed_minor": invoice.owed_minor,
        "first_on": _day(invoice.period_start, vendor),
        "end_on": _day(invoice.period_end, vendor),
        "paid_on": _day(invoice.closed_at, vendor) if invoice.state == "paid" else None,
        "retry_on": _day(invoice.collect_at, vendor) if invoice.collection == "retrying" else None,
        "charged_to": card_words(attempt.method) if attempt else "",
        "failure_code": attempt.failure_code if attempt else "",
        "hard": bool(attempt and attempt.hard),
    }


def case_told(reference: str, vendor: Vendor) -> Told:
    """By when a case is answered, while it is open; one query."""
    due_at = Case.objects.filter(reference=reference, state="open").values_list("due_at", flat=True)
    return {"answer_by": _day(due_at.first(), vendor)}


def card_words(method: PaymentMethod | None) -> str:
    """What a person knows their card by: Visa •••• 4242; empty where there is none."""
    if method is None:
        return ""
    name = wording.card_brand(method.brand)
    return " ".join(part for part in (name, f"•••• {method.last4}" if method.last4 else "") if part)


def _bill(bill: NextBill | None) -> Told | None:
    if bill is None:
        return None
    return {
        "at": bill.at.isoformat(),
        "on": bill.on.isoformat(),
        "until_on": bill.until_on.isoformat(),
        "minor": bill.amount_minor,
        "tax_minor": bill.tax_minor,
        "currency": bill.currency,
    }


def _day(instant: datetime | None, vendor: Vendor) -> str | None:
    return local_date(instant, vendor.zone).isoformat() if instant else None
