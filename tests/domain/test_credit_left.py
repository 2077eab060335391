"""What is left of credit is traced to the payments it came from, and never pays back more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.credit_left import CreditMove, PaymentBehind, decide_credit_left

AT = datetime(2026, 3, 1, tzinfo=UTC)


def paid(key: int, order: int, rest: int, days: int = 0) -> PaymentBehind:
    return PaymentBehind(
        payment_id=key, invoice_id=order, paid_at=AT + timedelta(days=days), refundable_minor=rest
    )


def move(amount: int, order: int | None) -> CreditMove:
    return CreditMove(amount_minor=amount, invoice_id=order)


def test_without_any_use_it_goes_back_over_the_payment_it_came_from() -> None:
    left = decide_credit_left([move(4_000, 1)], [paid(11, 1, 7_999)])

    assert (left.back, left.by_hand, left.given_minor) == (((11, 4_000),), (), 0)


def test_what_bills_used_meanwhile_is_gone() -> None:
    left = decide_credit_left([move(4_000, 1), move(-999, 2)], [paid(11, 1, 7_999)])

    assert left.back == ((11, 3_001),)


def test_credit_that_paid_an_order_and_came_back_of_it_goes_back_to_the_first_payment() -> None:
    moves = [move(4_000, 1), move(-4_000, 2), move(1_500, 2)]

    left = decide_credit_left(moves, [paid(11, 1, 7_999)])

    assert left.back == ((11, 1_500),)


def test_an_order_paid_by_credit_and_card_gives_back_over_its_own_payment_first() -> None:
    moves = [move(1_000, 1), move(-1_000, 2), move(1_400, 2)]

    left = decide_credit_left(moves, [paid(11, 1, 7_999), paid(22, 2, 900, days=9)])

    assert left.back == ((11, 500), (22, 900))


def test_several_payments_of_an_order_give_back_the_latest_first() -> None:
    left = decide_credit_left([move(70, 1)], [paid(11, 1, 60), paid(12, 1, 50, days=1)])

    assert left.back == ((11, 20), (12, 50))


def test_what_no_payment_holds_any_more_is_for_a_person() -> None:
    """The bank took the payment back, or it is disputed: its rest is nothing."""
    left = decide_credit_left([move(4_000, 1), move(300, 2)], [paid(11, 1, 1_000), paid(22, 2, 0)])

    assert (left.back, left.by_hand) == (((11, 1_000),), ((1, 3_000), (2, 300)))
    assert (left.back_minor, left.by_hand_minor) == (1_000, 3_300)


def test_another_orders_payment_does_not_stand_in() -> None:
    """Its payer would get back what the bank has given them already."""
    left = decide_credit_left([move(300, 1), move(100, 2)], [paid(11, 1, 0), paid(22, 2, 5_000)])

    assert (left.back, left.by_hand) == (((22, 100),), ((1, 300),))


def test_credit_that_nobody_paid_for_is_no_money() -> None:
    left = decide_credit_left([move(500, 1)], [])

    assert (left.back, left.by_hand, left.given_minor) == ((), (), 500)


def test_it_is_used_first_so_that_paid_credit_is_left() -> None:
    moves = [move(800, 1), move(500, 9), move(-600, 2)]

    left = decide_credit_left(moves, [paid(11, 1, 7_999)])

    assert (left.back, left.given_minor) == (((11, 700),), 0)


def test_what_was_paid_out_was_paid_for() -> None:
    moves = [move(800, 1), move(500, 9), move(-800, None)]

    left = decide_credit_left(moves, [paid(11, 1, 7_199)])

    assert (left.back, left.given_minor) == ((), 500)


def test_who_has_one_way_back_takes_it_before_who_has_two() -> None:
    moves = [move(500, 1), move(-100, 2), move(100, 2)]
    payments = [paid(11, 1, 400), paid(22, 2, 100, days=1)]

    left = decide_credit_left(moves, payments)

    assert (left.back, left.by_hand) == (((11, 400), (22, 100)), ())


MOVES = st.lists(
    st.tuples(st.integers(-300, 300).filter(bool), st.integers(1, 4), st.booleans()), max_size=12
)
RESTS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 400)), max_size=6)


@given(MOVES, RESTS)
def test_the_parts_add_up_and_no_payment_gives_more_than_it_holds(
    drawn: list[tuple[int, int, bool]], rests: list[tuple[int, int]]
) -> None:
    payments = [paid(n, order, rest, days=n) for n, (order, rest) in enumerate(rests, start=1)]
    moves, balance = [], 0
    for wanted, order, out in drawn:
        amount = max(wanted, -balance)
        if amount:
            moves.append(move(amount, None if amount < 0 and out else order))
            balance += amount

    left = decide_credit_left(moves, payments)

    assert left.back_minor + left.by_hand_minor + left.given_minor == balance
    held = {payment.payment_id: payment.refundable_minor for payment in payments}
    assert all(0 < amount <= held[key] for key, amount in left.back)
    assert all(amount > 0 for _, amount in left.by_hand)
