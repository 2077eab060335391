"""The money of a change: what comes off bills, what becomes credit, and what is charged."""

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.change_money import DueNow, NamedTax, share_credits
from fairwell.domain.proration import LineCredit


def credit(minor: int, order: str = "Q-1", line: int = 1) -> LineCredit:
    return LineCredit(
        invoice_line_id=line,
        order_number=order,
        gross_minor=minor,
        credited_before_minor=0,
        used=0,
        whole=1,
        credit_minor=minor,
        paid=True,
    )


def test_money_that_was_never_paid_only_makes_its_bill_smaller() -> None:
    parts = share_credits([credit(500), credit(300, line=2), credit(70, "Q-2", 3)], {"Q-1": 600})

    assert [(part.off_owed_minor, part.to_credit_minor) for part in parts] == [
        (500, 0), (100, 200), (0, 70),
    ]  # fmt: skip


def test_the_digest_tells_what_is_charged_and_what_is_left() -> None:
    due = DueNow(
        currency="EUR",
        net_minor=1_000,
        tax_minor=190,
        taxes=(NamedTax("VAT", 190_000, 190),),
        parts=share_credits([credit(900)], {}),
        held_minor=40,
    )

    assert (due.used_minor, due.due_minor, due.left_minor) == (940, 250, 0)
    said = due.as_dict()
    assert (said["due_minor"], said["taxes"], said["held_minor"]) == (
        250, [["VAT", 190_000, 190]], 40,
    )  # fmt: skip


@given(*[st.integers(0, 10**6)] * 5)
def test_nothing_is_lost_and_no_bill_is_negative(
    net: int, tax: int, minor: int, held: int, owed: int
) -> None:
    due = DueNow(
        currency="USD",
        net_minor=net,
        tax_minor=tax,
        taxes=(),
        parts=share_credits([credit(minor)], {"Q-1": owed}),
        held_minor=held,
    )

    assert due.off_owed_minor + due.credit_minor == minor
    assert due.off_owed_minor <= owed
    assert min(due.due_minor, due.left_minor) == 0
    assert due.gross_minor + due.left_minor == due.due_minor + due.credit_minor + held
