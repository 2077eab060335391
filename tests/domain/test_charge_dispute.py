"""A disputed charge: what may be disputed, until when it is answered, and what comes of it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.business_days import BusinessCalendar
from fairwell.domain.charge_dispute import (
    DisputedOrder,
    Upheld,
    answer_by,
    decide_dispute,
    decide_upheld,
)
from fairwell.domain.refusal import Refusal

NEW_YORK = ZoneInfo("America/New_York")
amounts = st.integers(0, 100_000)


@pytest.mark.parametrize("state", ["finalized", "paid", "uncollectible"])
def test_paid_or_not_it_can_be_disputed(state: str) -> None:
    assert decide_dispute(state=state, total_minor=1, order_number="Q-1") is None


@pytest.mark.parametrize(("state", "total"), [("draft", 1), ("voided", 1), ("paid", 0)])
def test_where_nothing_was_asked_for_nothing_can_be_disputed(state: str, total: int) -> None:
    found = decide_dispute(state=state, total_minor=total, order_number="Q-1")

    assert found == Refusal("nothing_charged", {"order": "Q-1"})


@given(amounts, amounts, amounts, st.data())
def test_what_is_given_adds_up_and_never_exceeds_what_there_is(
    owed: int, refundable: int, credit: int, data: st.DataObject
) -> None:
    order = DisputedOrder(owed_minor=owed, refundable_minor=refundable, by_credit_minor=credit)
    amount = data.draw(st.none() | st.integers(-10, order.most_minor + 10))

    found = decide_upheld(order, amount)

    wanted = order.most_minor if amount is None else amount
    if not 0 < wanted <= order.most_minor:
        assert isinstance(found, Refusal)
        return
    assert isinstance(found, Upheld)
    parts = (found.waived_minor, found.refund_minor, found.credit_minor)
    assert sum(parts) == wanted
    assert all(part >= 0 for part in parts)
    assert found.waived_minor <= owed
    assert found.refund_minor <= refundable
    assert found.credit_minor <= credit


def test_money_goes_back_only_after_what_is_owed_is_waived() -> None:
    order = DisputedOrder(owed_minor=500, refundable_minor=700)

    assert decide_upheld(order, 600) == Upheld(waived_minor=500, refund_minor=100)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (datetime(2026, 11, 18, 15, tzinfo=UTC), datetime(2026, 11, 19, 15, tzinfo=UTC)),
        # The day after Thanksgiving is a working day; on Thursday nobody answers.
        (datetime(2026, 11, 25, 15, tzinfo=UTC), datetime(2026, 11, 27, 15, tzinfo=UTC)),
        (datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        # Clocks go back on the first of November: the same hour on the wall.
        (datetime(2026, 10, 30, 14, tzinfo=UTC), datetime(2026, 11, 2, 15, tzinfo=UTC)),
    ],
)
def test_it_is_answered_one_business_day_later(asked: datetime, answered: datetime) -> None:
    assert answer_by(asked, zone=NEW_YORK, country="US", subdivision="") == answered


@given(st.integers(0, 4 * 366 * 24 * 60))
def test_the_day_of_the_answer_is_a_working_day_and_soon(minutes: int) -> None:
    asked = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = answer_by(asked, zone=NEW_YORK, country="US", subdivision="")

    assert BusinessCalendar("US").is_working_day(found.astimezone(NEW_YORK).date())
    assert timedelta() < found - asked <= timedelta(days=5)


def test_without_a_calendar_three_days_hold_over_any_weekend() -> None:
    asked = datetime(2026, 11, 21, 9, tzinfo=UTC)

    found = answer_by(asked, zone=NEW_YORK, country="XX", subdivision="")

    assert found == asked + timedelta(days=3)
