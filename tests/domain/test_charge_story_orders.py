"""The story of what happened to an order by itself: issued, voided, replaced, looked at."""

from datetime import date, timedelta

from fairwell.domain.charge_story import Charge
from tests.domain.charges import BOUGHT, RENEWED, charge, happened, keys, said

DAY = timedelta(days=1)
STARTED = happened("subscription_started", BOUGHT)


def beside(*events: object) -> Charge:
    """An order for a change in the middle of a term."""
    return charge(kind="adjustment", issued_at=RENEWED + 9 * DAY, events=(STARTED, *events))


def test_an_order_beside_the_renewals_says_when_it_was_issued() -> None:
    at = RENEWED + 9 * DAY
    changed, issued = happened("plan_changed", at), happened("invoice_issued", at, order="Q-7")

    assert keys("what", beside(changed, issued)) == ["what_change", "issued_beside"]
    assert keys("what", beside(issued)) == ["what_beside", "issued_beside"]
    assert said("issued_beside", beside(issued)).params == {"on": date(2026, 3, 10)}
    assert "issued_beside" not in keys("what", charge()), "a renewal is billed by itself"


def replaced(slot: str = "plan", effective_at: str = RENEWED.isoformat()) -> Charge:
    """A renewal for which something else had been agreed ten days before."""
    told = happened(
        "change_replaced", RENEWED - 10 * DAY, slot=slot, change="cycle", effective_at=effective_at
    )
    return charge(events=(STARTED, told))


def test_what_had_been_agreed_for_a_renewal_before_is_told_with_who_replaced_it() -> None:
    assert keys("what", replaced()) == ["what_renewal", "change_replaced", "renewal_never_off"]
    assert said("change_replaced", replaced()).params == {
        "on": date(2026, 2, 19), "by": "subscriber",
    }  # fmt: skip


def test_what_was_replaced_for_another_renewal_or_was_no_plan_is_beside_the_point() -> None:
    other = replaced(effective_at=(RENEWED + 30 * DAY).isoformat())

    assert "change_replaced" not in keys("what", other)
    assert "change_replaced" not in keys("what", replaced("price"))


def test_an_announced_price_that_another_choice_has_overtaken_is_not_told() -> None:
    mine = happened("price_change_told", RENEWED - DAY, "system", price=7)
    other = happened("price_change_told", RENEWED - DAY, "system", price=8)

    assert "price_told" in keys("agreed", charge(events=(STARTED, mine)))
    assert "price_told" not in keys("agreed", charge(events=(STARTED, other)))


def test_an_order_says_since_when_it_is_void() -> None:
    voided = happened("invoice_voided", RENEWED + DAY, "system", order="Q-7")
    told = charge(state="voided", tries=(), events=(STARTED, voided))

    assert keys("paid", told) == ["voided_on"]
    assert said("voided_on", told).params == {"on": date(2026, 3, 2)}


def test_a_review_and_its_answer_are_told_whatever_it_was() -> None:
    asked = happened("refund_review_asked", RENEWED + DAY, case="FW-1")
    yes = happened("refund_granted", RENEWED + 2 * DAY, "operator", case="FW-1")
    no = happened("refund_declined", RENEWED + 2 * DAY, "operator", case="FW-1")

    assert keys("back", charge(events=(STARTED, asked, yes))) == ["review_asked", "review_granted"]
    assert keys("back", charge(events=(STARTED, asked, no))) == ["review_asked", "review_declined"]
    assert said("review_asked", charge(events=(STARTED, asked))).params == {
        "on": date(2026, 3, 2), "reference": "FW-1",
    }  # fmt: skip
