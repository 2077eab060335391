"""Why was I charged: what for, what was agreed, how much, told when, paid how, and what now."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.charge_story import (
    CHAPTERS,
    KEYS,
    Agreement,
    Said,
    tell_charge,
    ways_now,
)
from tests.domain.charges import (
    BOUGHT,
    GUARD,
    RENEWED,
    charge,
    happened,
    keys,
    said,
    tried,
)

DAY = timedelta(days=1)


def test_a_renewal_is_told_from_the_term_to_the_payment() -> None:
    told = tell_charge(charge())

    assert [(one.chapter, one.key) for one in told] == [
        ("what", "what_renewal"),
        ("what", "renewal_never_off"),
        ("agreed", "agreed_purchase"),
        ("agreed", "price"),
        ("amount", "line_one"),
        ("amount", "devices"),
        ("amount", "tax_inside"),
        ("amount", "total"),
        ("told", "letter_sent"),
        ("told", "letter_sent"),
        ("paid", "try_paid"),
    ]
    assert told[0].params == {
        "name": "Guard Plus", "first": date(2026, 3, 1), "last": date(2027, 2, 28),
    }  # fmt: skip


def test_the_first_term_asks_nothing_about_renewal() -> None:
    first = charge(issued_at=BOUGHT, period_start=BOUGHT, period_end=RENEWED)

    assert keys("what", first) == ["what_first"]


def test_a_term_after_the_trial_says_so() -> None:
    after = charge(contract=replace(GUARD, trial_end=RENEWED))

    assert keys("what", after) == ["what_after_trial", "renewal_never_off"]


def test_what_is_charged_for_a_change_names_who_made_it() -> None:
    changed = charge(kind="adjustment", events=(happened("plan_changed", RENEWED),))

    assert keys("what", changed) == ["what_change"]
    assert said("what_change", changed).params["by"] == "subscriber"


def test_another_change_is_not_taken_for_its_cause() -> None:
    before = charge(kind="adjustment", events=(happened("plan_changed", RENEWED - DAY),))

    assert keys("what", before) == ["what_beside"]


@pytest.mark.parametrize(
    ("events", "key"),
    [
        ([("renewal_turned_off", 9), ("renewal_turned_on", 3)], "renewal_turned_on"),
        ([("cancellation_confirmed", 9), ("cancellation_undone", 3)], "cancellation_undone"),
        ([("renewal_turned_off", 3)], "charged_though_off"),
        ([("renewal_turned_on", -3)], "renewal_never_off"),
    ],
)
def test_the_last_word_on_renewal_before_the_charge_counts(
    events: list[tuple[str, int]], key: str
) -> None:
    history = [happened(kind, RENEWED - days * DAY) for kind, days in events]

    told = charge(events=(happened("subscription_started", BOUGHT), *history))

    assert keys("what", told) == ["what_renewal", key]


@pytest.mark.parametrize(
    ("days", "key"), [(1, "ends_later"), (0, "charged_though_off"), (-1, "charged_though_off")]
)
def test_an_end_that_lies_after_the_charged_time_began_is_no_mistake(days: int, key: str) -> None:
    settled = happened(
        "cancellation_confirmed", BOUGHT + DAY, ends_at=(RENEWED + days * DAY).isoformat()
    )

    assert keys("what", charge(events=(settled,)))[-1] == key


def test_a_history_that_begins_after_the_charge_says_nothing_about_renewal() -> None:
    later = charge(events=(happened("subscription_imported", RENEWED + DAY, "system"),))

    assert keys("what", later) == ["what_renewal"]


def test_the_agreement_to_that_very_price_comes_before_a_later_one() -> None:
    agreements = (
        Agreement(kind="trial", price_id=7, given_at=BOUGHT),
        Agreement(kind="change", price_id=8, given_at=BOUGHT + DAY),
        Agreement(kind="price_change", price_id=7, given_at=RENEWED + DAY),
    )

    told = charge(agreements=agreements)

    assert keys("agreed", told)[0] == "agreed_trial"
    assert said("agreed_trial", told).params == {"on": date(2025, 3, 1)}


def test_what_was_taken_over_is_said_to_be_and_nothing_is_made_up() -> None:
    imported = happened("subscription_imported", BOUGHT + DAY, "system")

    assert keys("agreed", charge(agreements=(), events=(imported,)))[0] == "taken_over"
    assert keys("agreed", charge(agreements=(), events=()))[0] == "agreement_unknown"


def test_a_price_that_was_announced_before_is_told_and_one_after_is_not() -> None:
    before = happened("price_change_told", RENEWED - DAY, "system")
    after = happened("price_change_told", RENEWED + DAY, "system")

    assert keys("agreed", charge(events=(before, after))).count("price_told") == 1


def test_ways_are_offered_only_where_they_lead_somewhere() -> None:
    off = replace(GUARD, can_turn_renewal_off=False)

    assert ways_now(charge(refund="given")) == ("refund", "dispute", "renewal_off")
    assert ways_now(charge(refund="ask", contract=off)) == ("review", "dispute")
    assert ways_now(charge(state="open", owed_minor=1, contract=off)) == ("pay", "card", "dispute")
    assert ways_now(charge(dispute="needs_response", contract=off)) == ()
    assert ways_now(charge(dispute_case="FW-1", contract=None)) == ()
    assert ways_now(charge(state="refunded", contract=None)) == ()


@given(
    state=st.sampled_from(["open", "paid", "refunded", "voided", "uncollectible"]),
    owed=st.integers(0, 500),
    credit=st.integers(0, 500),
    elsewhere=st.booleans(),
    contract=st.sampled_from([None, GUARD]),
    kind=st.sampled_from(["period", "adjustment"]),
    tries=st.lists(st.sampled_from(["init", "submitted", "declined", "failed", "succeeded"])),
)
def test_whatever_was_charged_has_a_story_in_the_order_of_its_chapters(
    state: str,
    owed: int,
    credit: int,
    elsewhere: bool,
    contract: object,
    kind: str,
    tries: list[str],
) -> None:
    told = tell_charge(
        charge(
            state=state,
            owed_minor=owed,
            credit_applied_minor=credit,
            elsewhere=elsewhere,
            contract=contract,
            kind=kind,
            tries=tuple(tried(one) for one in tries),
        )
    )

    places = [CHAPTERS.index(one.chapter) for one in told]
    assert places == sorted(places)
    assert told[0].chapter == "what"
    assert {one.key for one in told} <= KEYS


def test_a_statement_that_nobody_has_words_for_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no statement"):
        Said("what", "because")
