"""There and back through the real actions: it costs the time used at each price, no more."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwell.domain.term import days_between, local_date
from fairwell.models import CreditNote, Invoice, Price, Subscription
from tests import changing, deeds
from tests.cast import NOW, Cast

NAMES = {"year": "price_year_usd", "premium": "price_premium", "ten": "price_ten"}
PRICES = {"year": 7_999, "premium": 14_600, "ten": 10_950}


def exact_share(minor: int, days: int) -> float:
    """The price of that many days of a year of 365."""
    return minor * days / 365


def net_billed(subscription: Subscription) -> int:
    """All that was billed for the running term, less all that was credited."""
    billed = Invoice.objects.filter(subscription=subscription).exclude(state="voided")
    credited = CreditNote.objects.filter(invoice__in=billed)
    return sum(billed.values_list("total_minor", flat=True)) - sum(
        credited.values_list("total_minor", flat=True)
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["year", "premium", "ten"]), st.integers(0, 90)),
        min_size=2,
        max_size=4,
    ),
)
def test_any_way_there_and_back_costs_the_time_used_at_each_price(
    cast: Cast, steps: list[tuple[str, int]]
) -> None:
    if not Price.objects.filter(external_id="price_premium").exists():
        changing.sell_tiers(cast)
    sold = {key: Price.objects.get(external_id=name) for key, name in NAMES.items()}
    # Nothing is undone between examples: each needs somebody who was not there before.
    anna = cast.subscriber(f"anna{len(cast.subscriptions)}")
    changing.either(anna)
    at, had, since, expected = NOW, "year", anna.current_period_start, 0.0
    zone = cast.vendor.zone
    for to, days in [*steps, ("year", 0)]:
        if to == had:
            continue
        changing.change(anna, sold[to], when="now", at=at)
        changing.paid_up(anna, at=at)
        used = days_between(local_date(since, zone), local_date(at, zone))
        expected += exact_share(PRICES[had], used)
        had, since = to, at
        at += timedelta(days=days)
    anna.refresh_from_db()
    left = days_between(local_date(since, zone), local_date(anna.current_period_end, zone))
    expected += exact_share(PRICES[had], left)

    changes = len(steps) + 1
    assert abs(net_billed(anna) - expected) <= 2 * changes
    within_a_day = all(days == 0 for _, days in steps)
    if within_a_day and had == "year":
        assert net_billed(anna) == PRICES["year"]
    assert changing.credit(anna) >= 0
    deeds.history(anna)
    # As of a day after all examples': the books know no earlier state than the present one.
    late = NOW + timedelta(days=364)
    assert [wrong for wrong in deeds.violations(late) if "mail" not in wrong] == []
