"""The story's money: lines, taxes, letters, attempts, and what went back."""

from datetime import date, timedelta

import pytest

from fairwell.domain.charge_story import AgreedPrice, ChargedLine, ChargedTax, TakenBack
from tests.domain.charges import RENEWED, YEAR_PRICE, charge, keys, letter, said, tried

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (ChargedLine(name="Guard", amount_minor=900, unit_minor=300, quantity=3), "line_many"),
        (ChargedLine(name="Guard", amount_minor=900, unit_minor=900), "line_one"),
        (ChargedLine(name="Guard", amount_minor=412), "line_part"),
    ],
)
def test_lines_are_told_as_they_were_billed(line: ChargedLine, key: str) -> None:
    assert keys("amount", charge(lines=(line,)))[0] == key


def test_devices_count_for_every_unit() -> None:
    line = ChargedLine(name="Guard", amount_minor=900, unit_minor=300, quantity=3, devices=5)

    assert said("devices", charge(lines=(line,))).params == {"devices": 15}


def test_an_introductory_price_says_what_comes_later() -> None:
    price = AgreedPrice(price_id=7, term="P1Y", amount_minor=11_900, intro_minor=5_900)
    line = ChargedLine(name="Guard", amount_minor=5_900, unit_minor=5_900)

    assert said("introductory", charge(price=price, lines=(line,))).params == {
        "amount_minor": 11_900, "term": "P1Y",
    }  # fmt: skip
    assert "introductory" not in keys("amount", charge(price=YEAR_PRICE, lines=(line,)))


def test_tax_is_inside_on_top_none_or_unknown() -> None:
    on_top = ChargedTax(name="Sales tax", rate_ppm=40_000, tax_minor=400, inside=False)
    nothing = ChargedTax(name="VAT", rate_ppm=0, tax_minor=0, inside=False)

    assert "tax_on_top" in keys("amount", charge(taxes=(on_top,)))
    assert "tax_none" in keys("amount", charge(taxes=(nothing,)))
    assert "tax_none" in keys("amount", charge(taxes=()))
    assert "tax_unknown" in keys("amount", charge(taxes=(), elsewhere=True))


def test_letters_are_told_with_what_became_of_them_oldest_first() -> None:
    letters = (letter("receipt", 0, "queued"), letter("renewal_reminder", 30, "failed"))

    assert keys("told", charge(letters=letters)) == ["letter_failed", "letter_waiting"]
    assert keys("told", charge(letters=(letter("receipt", 0, "dropped"),))) == ["letters_none"]
    assert keys("told", charge(letters=(), elsewhere=True)) == ["letters_elsewhere"]


def test_every_attempt_is_told_and_what_is_still_owed() -> None:
    overdue = charge(
        state="open",
        owed_minor=11_900,
        tries=(tried("declined", failure_code="insufficient_funds"), tried("unknown", 72)),
        next_try_at=RENEWED + 8 * DAY,
    )

    assert keys("paid", overdue) == ["try_declined", "try_open", "owed", "next_try"]
    assert said("try_declined", overdue).params["failure"] == "insufficient_funds"
    assert said("next_try", overdue).params == {"on": date(2026, 3, 9)}


def test_credit_that_paid_all_leaves_no_attempt_to_explain() -> None:
    by_credit = charge(credit_applied_minor=11_900, tries=())

    assert keys("paid", by_credit) == ["paid_by_credit"]
    assert said("total", by_credit).params == {"amount_minor": 0}


@pytest.mark.parametrize(("state", "key"), [("voided", "voided"), ("uncollectible", "given_up")])
def test_what_is_no_longer_asked_for_says_so(state: str, key: str) -> None:
    assert keys("paid", charge(state=state, tries=())) == [key]


def test_what_went_back_is_told_and_a_promise_is_no_refund() -> None:
    notes = tuple(
        TakenBack(number=f"CN-{n}", to=to, total_minor=100, issued_at=RENEWED + DAY)
        for n, to in enumerate(("refund", "credit_balance", "receivable"))
    )

    told = charge(taken_back=notes, reserved_minor=100, dispute="lost", dispute_case="FW-1")

    assert keys("back", told) == [
        "credited_refund", "credited_balance", "credited_receivable", "refund_under_way",
        "disputed", "disputed_with_us",
    ]  # fmt: skip
    assert keys("back", charge(refunded_minor=100)) == ["refunded"]
