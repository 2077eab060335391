"""The one word for an order: money that went back outweighs all else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.order_state import ORDER_STATES, OrderState, order_state

STATES = ("draft", "finalized", "paid", "voided", "uncollectible")
MINOR = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("state", "captured", "refunded", "reserved", "word"),
    [
        ("draft", 0, 0, 0, "draft"),
        ("finalized", 0, 0, 0, "open"),
        ("paid", 7_999, 0, 0, "paid"),
        ("paid", 0, 0, 0, "paid"),  # credit paid it
        ("paid", 7_999, 1, 0, "partly_refunded"),
        ("paid", 7_999, 7_999, 0, "refunded"),
        ("paid", 7_999, 0, 7_999, "refund_under_way"),
        ("paid", 7_999, 4_000, 1_000, "refund_under_way"),
        ("voided", 0, 0, 0, "voided"),
        ("uncollectible", 0, 0, 0, "uncollectible"),
    ],
)
def test_each_order_has_its_word(
    state: str, captured: int, refunded: int, reserved: int, word: OrderState
) -> None:
    said = order_state(
        state, captured_minor=captured, refunded_minor=refunded, reserved_minor=reserved
    )

    assert said == word


@given(state=st.sampled_from(STATES), captured=MINOR, refunded=MINOR, reserved=MINOR)
def test_only_what_wholly_went_back_is_called_refunded(
    state: str, captured: int, refunded: int, reserved: int
) -> None:
    word = order_state(
        state, captured_minor=captured, refunded_minor=refunded, reserved_minor=reserved
    )

    assert word in ORDER_STATES
    assert (word == "refunded") == (refunded > 0 and refunded >= captured and not reserved)
