"""The true next charge: what the billing run then takes is what the account said before."""

from datetime import date, timedelta
from typing import Any

import pytest

from fairwell.domain.renewal import charges_until
from fairwell.models import Price, PriceChange, ScheduledChange, Subscription, Vendor
from fairwell.queries.facts import facts_of_many, subscription_facts
from fairwell.queries.renewals import outlooks
from tests import changing
from tests.actions.bills import bill, newest, sell_in_germany
from tests.cast import NOW, Cast


def said(subscription: Subscription) -> tuple[int, str]:
    """What the account says is charged next: minor units and day."""
    subscription.refresh_from_db()
    fresh = Subscription.objects.select_related("customer", "price__plan__product").get(
        pk=subscription.pk
    )
    facts = subscription_facts(fresh, Vendor.objects.get())
    (first, *_rest) = charges_until(facts, facts.current_period_end + timedelta(days=800))
    return first.amount_minor, first.on.isoformat()


def billed(subscription: Subscription) -> int:
    """What the run then bills, minor units with tax."""
    subscription.refresh_from_db()
    bill(subscription.current_period_end)
    return newest(subscription).total_minor


def introduced(cast: Cast, used: int) -> Subscription:
    """The first two months at $1.99."""
    price = Price.objects.get(external_id="price_month_usd")
    price.intro_minor, price.intro_periods = 199, 2
    price.save()
    mona = cast.subscriber("mona", price="price_month_usd", charged=NOW - timedelta(days=3))
    Subscription.objects.filter(pk=mona.pk).update(intro_used=used)
    return mona


def taxed(cast: Cast) -> Subscription:
    """German tax comes on top of the price."""
    sell_in_germany()
    Price.objects.filter(external_id="price_year_eur").update(tax_behaviour="exclusive")
    return cast.subscriber("mia", price="price_year_eur", country="DE")


def told(cast: Cast) -> Subscription:
    """A new price was announced and told."""
    anna = cast.subscriber("anna")
    old = anna.price
    new = Price.objects.create(
        external_id="price_year_usd_2", plan=old.plan, follows=old, version=2, term="P1Y",
        devices=5, currency="USD", amount_minor=8_999, tax_behaviour="inclusive",
    )  # fmt: skip
    announced = PriceChange.objects.create(
        from_price=old, to_price=new, announced_at=NOW, effective_at=NOW + timedelta(days=60)
    )
    ScheduledChange.objects.create(
        subscription=anna, slot="price", kind="price", to_price=new, to_quantity=1,
        announced=announced, effective_at=NOW + timedelta(days=60), idempotency_key="told",
        asked_at=NOW, actor="system", channel="worker",
    )  # fmt: skip
    return anna


def extended(cast: Cast) -> Subscription:
    """After the first year the contract goes on by the month."""
    anna = cast.subscriber("anna")
    month = Price.objects.get(external_id="price_month_usd")
    Price.objects.filter(pk=anna.price_id).update(extension=month, first_term="P1Y")
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_end)
    return anna


def changed(cast: Cast) -> Subscription:
    """Another cycle was chosen for the renewal."""
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["month"])
    return anna


@pytest.mark.parametrize(
    ("who", "minor"),
    [
        (lambda cast: cast.subscriber("anna"), 7_999),
        (lambda cast: introduced(cast, 1), 199),
        (lambda cast: introduced(cast, 2), 999),
        (taxed, 14_280),
        (told, 8_999),
        (extended, 999),
        (changed, 999),
    ],
)
def test_what_is_said_is_what_is_billed(cast: Cast, who: Any, minor: int) -> None:
    subscription = who(cast)

    assert said(subscription)[0] == minor
    assert billed(subscription) == minor


def test_an_introduction_that_runs_out_is_seen_beforehand(cast: Cast) -> None:
    mona = introduced(cast, 1)
    mona.refresh_from_db()
    facts = subscription_facts(mona, cast.vendor)

    coming = charges_until(facts, facts.current_period_end + timedelta(days=70))

    assert [charge.amount_minor for charge in coming][:2] == [199, 999]
    assert 0 < coming[2].amount_minor < 999  # the end cuts it short


def test_a_pause_agreed_for_the_renewal_puts_the_charge_off(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    changing.change(anna, verb="pause", when="at_renewal", until=date(2027, 11, 1))

    assert said(anna) == (7_999, "2027-11-01")


@pytest.mark.parametrize("count", [1, 12])
def test_it_takes_five_queries_however_many(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        cast.subscriber(f"anna{n}", signed_up=False)
    records = list(Subscription.objects.select_related("customer", "price__plan__product"))

    with django_assert_num_queries(5):
        assert len(outlooks(records, cast.vendor)) == count
    with django_assert_num_queries(8):
        assert len(facts_of_many(records, cast.vendor)) == count


def test_nobody_knows_when_a_pause_without_an_end_is_charged(cast: Cast) -> None:
    paused = cast.subscriber("paula", service="paused")

    facts = subscription_facts(paused, cast.vendor)

    assert (facts.outlook, facts.next_minor) == (None, None)
