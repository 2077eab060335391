"""The billing run's decision: the next period and its amount, or why there is none."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairwell.domain.billing import EndsUnbilled, NothingToBill, PausesUnbilled, next_step_at
from tests.domain.due import (
    ANCHOR,
    SECOND,
    THIRD,
    after,
    billed,
    change_to,
    decide,
    due,
    price,
    trial,
)

DEARER = price(2, amount_minor=1_299)
YEARLY = price(2, term="P1Y", amount_minor=9_999)


def test_the_next_month_is_billed_at_its_price() -> None:
    step = billed(due())

    assert (step.period_no, step.start, step.end) == (2, SECOND, THIRD)
    assert (step.price_id, step.quantity, step.unit_minor, step.amount_minor) == (1, 1, 999, 999)
    assert (step.anchor_at, step.anchor_period_no) == (ANCHOR, 1)
    assert (step.skipped, step.applied, step.converts_trial) == (0, (), False)


def test_each_unit_is_charged() -> None:
    step = billed(due(quantity=3))

    assert (step.unit_minor, step.amount_minor) == (999, 2_997)


def test_a_trial_with_a_card_turns_into_the_first_paid_period() -> None:
    step = billed(trial())

    assert (step.period_no, step.start, step.end) == (1, SECOND, THIRD)
    assert step.converts_trial
    assert billed(after(trial(), step), at=THIRD).start == THIRD


def test_a_trial_without_a_card_ends_by_itself() -> None:
    assert decide(trial(method_id=None)) == EndsUnbilled(SECOND, "trial_over")


def test_a_paid_period_without_a_card_is_billed_all_the_same() -> None:
    assert billed(due(method_id=None)).amount_minor == 999


def test_an_introduction_runs_out() -> None:
    introduced = price(1, intro_minor=99, intro_periods=3)
    facts, amounts, used = trial(), [], []
    for _ in range(5):
        step = billed(facts, introduced)
        facts = after(facts, step)
        amounts.append(step.amount_minor)
        used.append(step.intro_used)

    assert amounts == [99, 99, 99, 999, 999]
    assert used == [1, 2, 3, 3, 3]


def test_a_free_first_month_is_a_bill_of_nothing() -> None:
    assert billed(trial(), price(1, intro_minor=0, intro_periods=1)).amount_minor == 0


def test_who_changes_the_plan_gets_no_second_introduction() -> None:
    other = price(2, amount_minor=1_999, intro_minor=1, intro_periods=6)

    step = billed(due(), other, changes=(change_to(),))

    assert (step.amount_minor, step.intro_used) == (1_999, 6)


def test_a_chosen_plan_begins_with_the_period() -> None:
    step = billed(due(), DEARER, changes=(change_to(quantity=4),))

    assert (step.price_id, step.quantity, step.amount_minor) == (2, 4, 5_196)
    assert (step.applied, step.period_no, step.start) == ((11,), 2, SECOND)
    assert (step.anchor_at, step.anchor_period_no) == (ANCHOR, 1), "months go on as they were"


def test_another_term_is_counted_from_where_it_begins() -> None:
    step = billed(due(), YEARLY, changes=(change_to(),))

    assert (step.anchor_at, step.anchor_period_no) == (SECOND, 2)
    assert step.end == datetime(2027, 12, 5, 15, tzinfo=UTC)
    following = billed(after(due(), step), YEARLY)
    assert (following.period_no, following.start) == (3, step.end)


def test_an_announced_price_comes_when_it_was_announced_for() -> None:
    told = change_to("price", quantity=None)

    assert billed(due(), DEARER, changes=(told,)).amount_minor == 1_299
    later = told._replace(effective_at=SECOND + timedelta(seconds=1))
    early = billed(due(), DEARER, changes=(later,))
    assert (early.amount_minor, early.applied) == (999, ())


def test_a_pause_begins_instead_of_the_period_and_other_changes_wait() -> None:
    pause = change_to("pause", price_id=None, quantity=None, resume_at=THIRD, change_id=13)

    step = decide(due(), DEARER, changes=(change_to(), pause))

    assert step == PausesUnbilled(SECOND, THIRD, 13)


def test_after_the_first_term_it_goes_on_at_the_price_of_the_extension() -> None:
    """Twelve months at least; then month by month, at 12.99."""
    contract = price(1, extension_price_id=2)
    facts = due(first_term_end=THIRD)

    within = billed(facts, contract, DEARER)
    beyond = billed(after(facts, within), contract, DEARER)

    assert (within.price_id, beyond.price_id, beyond.start) == (1, 2, THIRD)
    assert billed(after(facts, beyond), contract, DEARER).price_id == 2, "and stays there"


def test_an_extension_of_another_term_is_counted_from_the_end_of_the_first() -> None:
    contract = price(1, term="P1Y", amount_minor=9_999, extension_price_id=2)
    facts = due(first_term_end=SECOND, anchor_at=SECOND - timedelta(days=365))

    step = billed(facts, contract, DEARER)

    assert (step.start, step.end, step.amount_minor) == (SECOND, THIRD, 1_299)


def test_an_end_within_the_period_is_billed_by_its_days() -> None:
    """From 5 December to before 1 January: 27 of 31 days."""
    step = billed(due(ends_at=datetime(2027, 1, 1, 5, tzinfo=UTC)), price(1, amount_minor=3_100))

    assert (step.amount_minor, step.unit_minor, step.end) == (2_700, 3_100, THIRD)


@pytest.mark.parametrize(("ends_at", "amount"), [(THIRD, 999), (THIRD + timedelta(days=9), 999)])
def test_an_end_with_the_period_or_after_it_takes_nothing_off(
    ends_at: datetime, amount: int
) -> None:
    assert billed(due(ends_at=ends_at)).amount_minor == amount


@pytest.mark.parametrize("ends_at", [SECOND, SECOND - timedelta(days=1)])
@pytest.mark.parametrize("facts", [due(), trial(), trial(method_id=None)])
def test_a_settled_end_comes_first(facts: Any, ends_at: datetime) -> None:
    assert decide(facts._replace(ends_at=ends_at)) == NothingToBill("ends")


NEXT = {
    "renewal": "auto_renewing",
    "standing": "current",
    "service": "active",
    "period_end": SECOND,
    "trial_end": None,
    "ends_at": None,
}


@pytest.mark.parametrize(
    ("change", "due_at"),
    [
        ({}, SECOND),
        ({"standing": "grace"}, SECOND),
        ({"service": "trialing", "trial_end": ANCHOR}, ANCHOR),
        ({"service": "active", "trial_end": ANCHOR}, SECOND),
        ({"ends_at": SECOND + timedelta(seconds=1)}, SECOND),
        ({"ends_at": SECOND}, None),
        ({"renewal": "non_renewing"}, None),
        ({"renewal": "ended"}, None),
        ({"standing": "on_hold"}, None),
        ({"standing": "written_off"}, None),
        ({"service": "paused"}, None),
        ({"service": "pending"}, None),
        ({"service": "terminated"}, None),
    ],
)
def test_it_is_due_when_what_was_paid_for_is_over_and_it_renews(
    change: dict[str, Any], due_at: datetime | None
) -> None:
    assert next_step_at(**NEXT | change) == due_at
