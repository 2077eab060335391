"""A price that was announced for one plan never comes true for another that is chosen meanwhile."""

from datetime import datetime, timedelta

import pytest

from fairwell.models import Price, PriceChange, ScheduledChange, Subscription
from tests import changing, deeds
from tests.actions.bills import bill, newest
from tests.cast import NOW, Cast


def dearer(subscription: Subscription) -> Price:
    """The version that follows its price."""
    price = Price.objects.get(pk=subscription.price_id)
    price.pk, price.external_id, price.amount_minor, price.version = None, "price_new", 8_999, 2
    price.save()
    return price


def told(subscription: Subscription, *, at: datetime | None = None) -> ScheduledChange:
    """Its owner was told in time of a dearer price from that renewal on, the next unless said."""
    new = dearer(subscription)
    announced = PriceChange.objects.create(
        from_price=subscription.price,
        to_price=new,
        announced_at=NOW,
        effective_at=NOW + timedelta(days=30),
    )
    return ScheduledChange.objects.create(
        subscription=subscription,
        slot="price",
        kind="price_change",
        to_price=new,
        to_quantity=subscription.quantity,
        announced=announced,
        effective_at=at or subscription.current_period_end,
        idempotency_key=f"told-{subscription.pk}",
        asked_at=NOW,
        actor="system",
        channel="worker",
    )


def lives(subscription: Subscription, terms: int) -> list[tuple[str, int]]:
    """The price and the sum of each of the next terms."""
    billed = []
    for _ in range(terms):
        bill(subscription.current_period_end)
        subscription.refresh_from_db()
        invoice = newest(subscription)
        billed.append((subscription.price.external_id, invoice.total_minor))
    deeds.history(subscription)
    return billed


@pytest.mark.parametrize("when", ["now", "at_renewal"])
@pytest.mark.parametrize("later", [False, True])
def test_another_plan_is_never_charged_at_the_old_plans_new_price(
    cast: Cast, when: str, later: bool
) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    end = anna.current_period_end
    row = told(anna, at=end.replace(year=end.year + 1) if later else None)
    quoted = changing.ask(anna, sold["premium"], when=when)
    assert quoted.decision["drops_price"] == row.pk
    assert quoted.decision["next_charge"]["minor"] == 14_600

    changing.agree(quoted)

    anna.refresh_from_db()
    assert lives(anna, 3) == [("price_premium", 14_600)] * 3
    row.refresh_from_db()
    assert (row.state, row.closed_at is not None) == ("replaced", True)
    assert not anna.changes.filter(state="scheduled").exists()


def test_at_once_the_history_says_that_the_new_price_fell_away(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    told(anna)

    changing.change(anna, sold["premium"])

    assert deeds.history(anna)[1:3] == ["change_replaced", "plan_changed"]
    assert anna.events.get(kind="change_replaced").data["slot"] == "price"
    assert deeds.violations() == []


def test_a_change_for_the_renewal_that_is_undone_leaves_the_announced_price_standing(
    cast: Cast,
) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    row = told(anna)
    changing.change(anna, sold["premium"], when="at_renewal")
    agreed = changing.waiting(anna)
    assert agreed is not None

    statement = changing.undo(agreed)

    said = deeds.verified(statement)
    assert said["renewal"]["next_charge"]["amount"] == "89.99 USD"
    anna.refresh_from_db()
    assert lives(anna, 2) == [("price_new", 8_999)] * 2
    row.refresh_from_db()
    assert row.state == "applied"


def test_who_only_takes_more_devices_pays_for_them_at_the_announced_price(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    told(anna)

    quoted = changing.ask(anna, sold["year"], 2, when="at_renewal")
    assert quoted.decision["drops_price"] is None
    assert quoted.decision["next_charge"]["minor"] == 2 * 8_999
    changing.agree(quoted)

    anna.refresh_from_db()
    assert lives(anna, 1) == [("price_new", 2 * 8_999)]
    assert (anna.quantity, anna.changes.filter(state="applied").count()) == (2, 2)
