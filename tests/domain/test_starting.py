"""Starting a subscription: what is charged now and next, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.billing import DueFacts, PeriodBill, decide_billing
from fairwell.domain.price import PriceFacts
from fairwell.domain.refusal import Refusal
from fairwell.domain.starting import CardFacts, Start, StartFacts, asks_early_start, decide_start
from fairwell.domain.term import Term, period_start
from tests.domain.people import NOW, ZONE

YEARLY = PriceFacts(
    price_id=1,
    external_id="price_year",
    product_id=1,
    plan_id=1,
    tier="Plus",
    tier_rank=2,
    term="P1Y",
    devices=5,
    currency="USD",
    amount_minor=7_999,
)
TRIED = replace(YEARLY, trial="P14D")
TRIED_FREELY = replace(TRIED, trial_needs_card=False)
INTRODUCED = replace(YEARLY, intro_minor=3_999, intro_periods=1)
CARD = CardFacts(method_id=7, expires=(2029, 12))


def asked(price: PriceFacts = YEARLY, at: datetime = NOW, **more: Any) -> Start | Refusal:
    facts = StartFacts(
        price=price, quantity=1, trial=False, card=CARD, country="US", consumer=True, zone=ZONE
    )
    return decide_start(replace(facts, **more), at=at)


def started(*price: PriceFacts, **more: Any) -> Start:
    found = asked(*price, **more)
    assert isinstance(found, Start), found
    return found


def refused(*price: PriceFacts, **more: Any) -> str:
    found = asked(*price, **more)
    assert isinstance(found, Refusal), found
    return found.code


def test_a_year_bought_is_charged_now_and_again_in_a_year() -> None:
    start = started(quantity=2)

    assert (start.period_no, start.period_start, start.anchor_at) == (1, NOW, NOW)
    assert start.period_end == period_start(NOW, Term.parse("P1Y"), 1, ZONE)
    assert (start.charge_minor, start.next_minor) == (15_998, 15_998)
    assert (start.next_at, start.method_id, start.trial_end) == (start.period_end, 7, None)


def test_a_reduced_beginning_is_used_up_by_the_first_period() -> None:
    start = started(INTRODUCED)

    assert (start.charge_minor, start.next_minor, start.intro_used) == (3_999, 7_999, 1)


def test_a_trial_charges_nothing_and_then_the_first_paid_period() -> None:
    start = started(replace(TRIED, intro_minor=1_000, intro_periods=3), trial=True)

    assert (start.period_no, start.charge_minor, start.intro_used) == (0, 0, 0)
    assert start.period_end == start.trial_end == start.anchor_at == start.next_at
    assert start.trial_end == NOW + timedelta(days=14)
    assert (start.next_minor, start.method_id) == (1_000, 7)


def test_a_trial_without_a_card_charges_nothing_ever() -> None:
    start = started(TRIED_FREELY, trial=True, card=None)

    assert (start.next_at, start.next_minor, start.method_id) == (None, None, None)


def test_a_least_length_is_counted_from_the_first_paid_day() -> None:
    bound = replace(TRIED, term="P1M", first_term="P12M", extension_price_id=9)

    start = started(bound, trial=True)

    assert start.trial_end is not None
    assert start.first_term_end == period_start(start.trial_end, Term.parse("P1Y"), 1, ZONE)


def test_what_comes_after_the_least_length_is_charged_next_where_that_is_one_term() -> None:
    monthly = replace(YEARLY, price_id=9, term="P1M", amount_minor=799)
    start = started(replace(YEARLY, first_term="P1Y", extension_price_id=9), extension=monthly)

    assert (start.charge_minor, start.next_minor, start.next_price_id) == (7_999, 799, 9)


@pytest.mark.parametrize(
    ("code", "price", "more"),
    [
        ("price_not_sold", replace(YEARLY, active=False), {}),
        ("quantity_below_one", YEARLY, {"quantity": 0}),
        ("quantity_too_large", YEARLY, {"quantity": 1_001}),
        ("other_currency", YEARLY, {"currencies": frozenset({"EUR"})}),
        ("trial_none", YEARLY, {"trial": True}),
        ("trial_used", TRIED, {"trial": True, "had_trial": True}),
        ("card_needed", YEARLY, {"card": None}),
        ("card_needed", TRIED, {"trial": True, "card": None}),
        ("card_unusable", YEARLY, {"card": replace(CARD, refused=True)}),
        ("card_unusable", YEARLY, {"card": replace(CARD, expires=(2026, 10))}),
        ("early_start_needed", YEARLY, {"country": "DE"}),
        ("early_start_needed", YEARLY, {"country": "GB", "early_start": False}),
        ("early_start_needed", TRIED_FREELY, {"country": "FR", "trial": True}),
    ],
)
def test_refusals(code: str, price: PriceFacts, more: dict[str, Any]) -> None:
    assert refused(price, **more) == code


def test_who_need_not_be_asked_is_not_written_down_as_having_asked() -> None:
    assert started(country="DE", early_start=True).early_start is True
    assert started(country="US", early_start=True).early_start is None
    assert started(country="DE", consumer=False).early_start is None
    assert not asks_early_start("CH", consumer=True)


def test_a_card_is_good_to_the_end_of_its_last_month() -> None:
    november = replace(CARD, expires=(2026, 11))
    last_evening = datetime(2026, 12, 1, 4, 59, tzinfo=UTC)  # 30 November, 23:59 in New York

    assert isinstance(asked(card=november, at=last_evening), Start)
    assert refused(card=november, at=last_evening + timedelta(minutes=1)) == "card_unusable"


def test_nothing_to_charge_needs_no_card() -> None:
    assert started(replace(YEARLY, amount_minor=0), card=None).charge_minor == 0


@given(
    at=st.integers(0, 3_650 * 86_400).map(lambda s: NOW + timedelta(seconds=s)),
    term=st.sampled_from(["P1M", "P1Y", "P3M", "P14D"]),
    amount=st.integers(1, 100_000),
    intro=st.none() | st.tuples(st.integers(0, 9_999), st.integers(1, 3)),
    trial=st.booleans(),
)
def test_what_is_announced_is_what_the_billing_run_charges(
    at: datetime, term: str, amount: int, intro: tuple[int, int] | None, trial: bool
) -> None:
    minor, periods = intro or (None, 0)
    price = replace(TRIED, term=term, amount_minor=amount, intro_minor=minor, intro_periods=periods)
    card = replace(CARD, expires=None)
    start = started(price, at=at, trial=trial, card=card)
    assert start.next_at is not None
    due = DueFacts(
        1, 1, 1, 1, "current", "trialing" if trial else "active", start.anchor_at, 1,
        start.period_no, start.period_end, start.trial_end, None, start.intro_used,
        start.first_term_end, start.method_id,
    )  # fmt: skip

    bill = decide_billing(due, {1: price}, (), at=start.next_at, zone=ZONE)

    assert isinstance(bill, PeriodBill)
    assert (bill.start, bill.amount_minor) == (start.next_at, start.next_minor)
    assert bill.period_no == start.period_no + 1
