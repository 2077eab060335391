"""What a change is called, and which of two prices is the cheaper."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.change_kind import ChangeTarget, classify
from fairwell.domain.price import PriceFacts

PLUS = PriceFacts(
    price_id=1,
    external_id="plus-5-year",
    product_id=1,
    plan_id=1,
    tier="Plus",
    tier_rank=1,
    term="P1Y",
    devices=5,
    currency="USD",
    amount_minor=36_500,
)
PREMIUM = replace(PLUS, price_id=2, plan_id=2, tier="Premium", tier_rank=2, amount_minor=73_000)
PLUS_MONTHLY = replace(PLUS, price_id=3, term="P1M", amount_minor=3_999)
PREMIUM_MONTHLY = replace(PREMIUM, price_id=4, term="P1M", amount_minor=7_999)
PLUS_10 = replace(PLUS, price_id=5, devices=10, amount_minor=54_750)


@pytest.mark.parametrize(
    ("current", "target", "kind", "tier", "usual"),
    [
        (PLUS, PREMIUM, "tier_up", "up", "now"),
        (PREMIUM, PLUS, "tier_down", "down", "at_renewal"),
        (PLUS, PLUS_10, "devices", "same", "now"),
        (PLUS_10, PLUS, "devices", "same", "at_renewal"),
        (PLUS, PLUS_MONTHLY, "cycle", "same", "at_renewal"),
        (PLUS_MONTHLY, PLUS, "cycle", "same", "at_renewal"),
        (PLUS_MONTHLY, PREMIUM, "cycle", "up", "at_renewal"),
        (PREMIUM, PLUS_MONTHLY, "cycle", "down", "at_renewal"),
        (PLUS, replace(PLUS, price_id=9, amount_minor=40_000), "price", "same", "now"),
        (PLUS, replace(PLUS, price_id=9, amount_minor=30_000), "price", "same", "at_renewal"),
        (PLUS, replace(PREMIUM, product_id=2), "product", "same", "now"),
        (PLUS, PLUS, "none", "same", "now"),
        (PLUS, replace(PLUS, term="P12M"), "none", "same", "now"),
    ],
)
def test_a_change_is_called_what_it_is(
    current: PriceFacts, target: PriceFacts, kind: str, tier: str, usual: str
) -> None:
    found = classify(current, 1, target, 1)

    assert (found.kind, found.tier, found.usual) == (kind, tier, usual)


def test_the_number_covered_counts_units_times_their_devices() -> None:
    assert classify(PLUS, 1, PLUS, 2).kind == "devices"
    twice = classify(PLUS, 2, PLUS_10, 1)
    assert (twice.kind, twice.covered_before, twice.covered_after) == ("price", 10, 10)


def test_plans_of_one_rank_are_told_apart_by_their_price_per_day() -> None:
    other = replace(PREMIUM, tier_rank=PLUS.tier_rank)

    assert classify(PLUS, 1, other, 1).kind == "tier_up"
    assert classify(other, 1, PLUS, 1).kind == "tier_down"
    assert classify(PLUS, 1, replace(other, amount_minor=36_500), 1).kind == "tier_up"


def test_the_cheaper_of_two_terms_is_told_by_the_day() -> None:
    assert classify(PLUS_MONTHLY, 1, PLUS, 1).cheaper
    assert not classify(PLUS, 1, PLUS_MONTHLY, 1).cheaper
    longer = replace(PLUS, price_id=8, term="P400D", amount_minor=39_973)
    assert classify(PLUS, 1, longer, 1).cheaper  # 400 days of a year's 36,500 are 39,973.4
    assert not classify(PLUS, 1, replace(longer, amount_minor=39_974), 1).cheaper


@given(
    st.sampled_from([PLUS, PREMIUM, PLUS_MONTHLY, PREMIUM_MONTHLY, PLUS_10]),
    st.sampled_from([PLUS, PREMIUM, PLUS_MONTHLY, PREMIUM_MONTHLY, PLUS_10]),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_the_way_back_is_the_opposite(
    one: PriceFacts, two: PriceFacts, before: int, after: int
) -> None:
    there, back = classify(one, before, two, after), classify(two, after, one, before)
    opposite = {"tier_up": "tier_down", "tier_down": "tier_up"}

    assert back.kind == opposite.get(there.kind, there.kind)
    assert not (there.cheaper and back.cheaper)
    assert (there.kind == "cycle") == (one.term != two.term)


def test_only_who_is_told_to_have_one_gets_an_introduction() -> None:
    intro = replace(PREMIUM, intro_minor=100, intro_periods=2)

    assert ChangeTarget(price=intro, quantity=3).minor(0) == 219_000
    fresh = ChangeTarget(price=intro, quantity=3, intro_used=0)
    assert [fresh.minor(n) for n in range(3)] == [300, 300, 219_000]
    half = ChangeTarget(price=intro, quantity=1, intro_used=1, renews_at=PLUS)
    assert [half.minor(n) for n in range(2)] == [100, 36_500]


def test_a_longer_cycle_for_less_a_day_gives_nothing_up() -> None:
    assert not classify(PLUS_MONTHLY, 1, PLUS, 1).less
    assert classify(PREMIUM, 1, PLUS_MONTHLY, 1).less
    assert classify(PLUS, 2, PLUS_MONTHLY, 1).less
