"""A refund is taken from Olga's payments, the latest first, and never more than each holds."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.refunds import (
    Allocation,
    MixedCurrenciesError,
    NotEnoughRefundableError,
    Refundable,
    allocate,
)

START = datetime(2026, 1, 10, tzinfo=UTC)


def payment(name: str, month: int, minor: int, currency: str = "EUR") -> Refundable:
    """One of Olga's payments."""
    return Refundable(
        payment_id=name,
        charged_at=START + timedelta(days=30 * month),
        refundable_minor=minor,
        currency=currency,
    )


@st.composite
def several_payments(draw: st.DrawFn) -> list[Refundable]:
    amounts = draw(st.lists(st.integers(0, 10_000), max_size=8))
    months = draw(st.lists(st.integers(0, 5), min_size=len(amounts), max_size=len(amounts)))
    return [
        payment(f"p{n}", month, amount)
        for n, (month, amount) in enumerate(zip(months, amounts, strict=True))
    ]


def test_the_latest_payment_goes_first_and_a_spent_one_is_left_out() -> None:
    payments = [payment("jan", 0, 999), payment("feb", 1, 0), payment("mar", 2, 999)]
    assert allocate(1500, payments) == (
        Allocation(payment_id="mar", amount_minor=999, currency="EUR"),
        Allocation(payment_id="jan", amount_minor=501, currency="EUR"),
    )


def test_nothing_to_refund_is_no_line() -> None:
    assert allocate(0, [payment("jan", 0, 999)]) == ()
    assert allocate(0, []) == ()


def test_more_than_the_payments_hold_is_refused() -> None:
    with pytest.raises(NotEnoughRefundableError) as refused:
        allocate(1000, [payment("jan", 0, 999)])
    assert (refused.value.asked_minor, refused.value.available_minor) == (1000, 999)
    assert "refund at most that" in str(refused.value)


def test_two_currencies_are_refused() -> None:
    with pytest.raises(MixedCurrenciesError, match="EUR, USD; refund each currency on its own"):
        allocate(100, [payment("jan", 0, 999), payment("feb", 1, 999, "USD")])


def test_a_negative_sum_and_a_payment_listed_twice_are_mistakes() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        allocate(-1, [payment("jan", 0, 999)])
    with pytest.raises(ValueError, match="listed twice"):
        allocate(1, [payment("jan", 0, 999), payment("jan", 0, 999)])
    with pytest.raises(ValueError, match="cannot have -1 left"):
        payment("jan", 0, -1)


@given(several_payments(), st.data())
def test_lines_add_up_and_empty_later_payments_before_earlier_ones(
    payments: list[Refundable], data: st.DataObject
) -> None:
    amount = data.draw(st.integers(0, sum(one.refundable_minor for one in payments)))
    lines = allocate(amount, payments)
    by_id = {one.payment_id: one for one in payments}
    taken = {line.payment_id: line.amount_minor for line in lines}
    assert sum(taken.values()) == amount
    assert len(taken) == len(lines)
    assert all(0 < line.amount_minor <= by_id[line.payment_id].refundable_minor for line in lines)
    charged = [by_id[line.payment_id].charged_at for line in lines]
    assert charged == sorted(charged, reverse=True)
    for line in lines[:-1]:
        assert line.amount_minor == by_id[line.payment_id].refundable_minor
    for one in payments:
        if lines and one.charged_at > charged[-1]:
            assert taken.get(one.payment_id, 0) == one.refundable_minor


@given(several_payments(), st.randoms())
def test_the_order_of_the_payments_does_not_matter(
    payments: list[Refundable], chance: Random
) -> None:
    amount = sum(one.refundable_minor for one in payments) // 2
    shuffled = list(payments)
    chance.shuffle(shuffled)
    assert allocate(amount, shuffled) == allocate(amount, payments)
