"""Changing a subscription: what is credited and charged, from when, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fairwell.domain.change import Change, decide_change, decide_undo_change
from fairwell.domain.change_kind import ChangeTarget, ScheduledFacts
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import BilledLine, Stretch
from fairwell.domain.refusal import CODES, Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, last_day, period_start
from tests.domain.people import NOW, ZONE, someone
from tests.domain.test_change_kind import PLUS, PLUS_10, PLUS_MONTHLY, PREMIUM, PREMIUM_MONTHLY

ANNA = someone(minor=36_500)  # a year from 25 September 2026; 21 November is its 58th day
START, END = ANNA.current_period_start, ANNA.current_period_end
EITHER = ChangePolicy(downgrade="either")
LATER = ScheduledFacts(
    change_id=7, kind="tier_up", effective_at=END, price_id=PREMIUM.price_id, quantity=1
)


def line(gross: int = 36_500, start: datetime = START, end: datetime = END, n: int = 1) -> Any:
    return BilledLine(
        invoice_line_id=n,
        order_number=f"Q-{n}",
        gross_minor=gross,
        credited_minor=0,
        service_start=start,
        service_end=end,
        paid=True,
    )


def asked(
    to: PriceFacts, facts: SubscriptionFacts = ANNA, when: Any = "now", **more: Any
) -> Change | Refusal:
    target = ChangeTarget(price=to, quantity=more.pop("quantity", 1))
    defaults = {"policy": EITHER, "billed": (line(),), "at": NOW}
    return decide_change(facts, more.pop("current", PLUS), target, when=when, **defaults | more)


def changed(*to: Any, **more: Any) -> Change:
    found = asked(*to, **more)
    assert isinstance(found, Change), found
    return found


def test_more_now_credits_the_unused_rest_and_charges_it_at_the_new_price() -> None:
    found = changed(PREMIUM)

    assert (found.kind, found.effective_at, found.new_period) == ("tier_up", NOW, None)
    (credit,) = found.credits
    assert (credit.used, credit.whole, credit.credit_minor) == (57, 365, 30_800)
    assert found.charge is not None
    assert (found.charge_minor, found.charge.service_start) == (61_600, NOW)
    assert found.charge.service_end == END
    assert found.next_charge is not None
    assert (found.next_charge.at, found.next_charge.amount_minor) == (END, 73_000)


def test_the_credit_is_of_what_was_billed_with_its_tax_not_of_the_list_price() -> None:
    billed = [line(43_435), line(365, n=2), line(99, end=NOW, n=3)]
    found = changed(PREMIUM, billed=billed)

    assert [credit.credit_minor for credit in found.credits] == [43_435 - 6_783, 308]
    assert found.credit_minor == 43_435 - 6_783 + 308


def test_another_term_now_begins_a_period_that_is_charged_in_full() -> None:
    found = changed(PREMIUM_MONTHLY)

    month = period_start(NOW, Term(months=1), 1, ZONE)
    assert (found.kind, found.tier) == ("cycle", "up")
    assert found.new_period == Stretch(NOW, month)
    assert (found.credit_minor, found.charge_minor) == (30_800, 7_999)
    assert found.next_charge is not None
    assert (found.next_charge.at, found.next_charge.amount_minor) == (month, 7_999)


@pytest.mark.parametrize("to", [PLUS_MONTHLY, PREMIUM, PLUS_10])
def test_at_renewal_no_money_moves_and_the_next_term_is_at_the_new_price(to: PriceFacts) -> None:
    found = changed(to, when="at_renewal")

    assert (found.effective_at, found.effective_on) == (END, date(2027, 9, 25))
    assert (found.credits, found.charge, found.new_period) == ((), None, None)
    assert found.next_charge is not None
    assert (found.next_charge.at, found.next_charge.amount_minor) == (END, to.amount_minor)


def test_in_a_trial_the_plan_changes_for_nothing_and_the_first_charge_with_it() -> None:
    over = NOW + timedelta(days=5)
    trial = replace(ANNA, service="trialing", trial_end=over, charges=())
    for when, effective_at in (("now", NOW), ("at_renewal", over)):
        found = changed(PREMIUM_MONTHLY, trial, when=when, billed=())
        assert found.effective_at == effective_at
        assert (found.credits, found.charge, found.new_period) == ((), None, None)
        assert found.next_charge is not None
        assert (found.next_charge.at, found.next_charge.amount_minor) == (over, 7_999)
    by_itself = replace(trial, renewal="non_renewing", ends_at=over)
    assert changed(PREMIUM, by_itself, billed=()).next_charge is None
    assert isinstance(asked(PREMIUM, by_itself, "at_renewal", billed=()), Refusal)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"renewal": "ended", "service": "terminated"}, "already_ended"),
        ({"open_cancellation": "FW-1"}, "cancelled_undo_first"),
        ({"renewal": "non_renewing", "ends_at": END}, "renewal_off_turn_on"),
        ({"service": "pending"}, "not_started"),
        ({"service": "paused"}, "paused_resume_first"),
        ({"standing": "grace"}, "pay_first"),
        ({"standing": "on_hold"}, "pay_first"),
        ({"current_period_end": NOW}, "renewal_due"),
    ],
)
def test_a_subscription_that_cannot_be_changed_is_told_why(
    change: dict[str, Any], code: str
) -> None:
    for when in ("now", "at_renewal"):
        found = asked(PREMIUM, replace(ANNA, **change), when)
        assert isinstance(found, Refusal)
        assert found.code == code
    assert code in CODES


def test_who_owes_may_agree_on_something_cheaper_for_the_next_term() -> None:
    owes = replace(ANNA, standing="grace")

    assert changed(PLUS, owes, "at_renewal", current=PREMIUM).effective_at == END
    assert asked(PLUS, owes, "now", current=PREMIUM) == Refusal("pay_first")
    held = replace(ANNA, standing="on_hold")
    assert asked(PLUS, held, "at_renewal", current=PREMIUM) == Refusal("pay_first")


def test_a_target_that_cannot_be_had_is_told_why() -> None:
    old = replace(PLUS, active=False)

    assert asked(replace(PREMIUM, active=False)) == Refusal("price_not_sold")
    assert changed(old, quantity=2, current=old).charge_minor == 61_600
    assert asked(replace(PREMIUM, currency="EUR")) == Refusal("other_currency")
    assert asked(PLUS, quantity=0) == Refusal("quantity_below_one")
    assert asked(PLUS) == Refusal("nothing_changes")
    assert asked(PLUS, current=PLUS_10, devices_in_use=8) == Refusal(
        "devices_in_use", {"covered": 5, "in_use": 8, "remove": 3}
    )
    assert changed(PLUS, current=PLUS_10, devices_in_use=5)
    assert changed(PLUS_10, devices_in_use=11)  # more is never refused for being too little


def test_nothing_cheaper_takes_effect_within_the_contracts_first_term() -> None:
    bound = Refusal("first_term_running", {"earliest": "2027-09-25"})

    first = replace(ANNA, first_term_end=END)
    assert asked(PLUS, first, current=PREMIUM) == bound
    assert changed(PLUS, first, when="at_renewal", current=PREMIUM)
    assert changed(PREMIUM, first)
    longer = replace(ANNA, first_term_end=END + timedelta(days=365))
    assert isinstance(asked(PLUS, longer, "at_renewal", current=PREMIUM), Refusal)
    trial = replace(longer, service="trialing", trial_end=NOW + timedelta(days=9), charges=())
    assert changed(PLUS, trial, current=PREMIUM, billed=()), "nobody is bound yet"


@pytest.mark.parametrize("when", ["now", "at_renewal"])
def test_the_preview_says_that_the_first_term_stays_or_that_none_begins(when: str) -> None:
    contract = replace(PREMIUM, first_term="P2Y", notice="P1M")
    after = END + timedelta(days=365)

    stays = changed(contract, replace(ANNA, first_term_end=after), when)
    none = changed(contract, replace(ANNA, first_term_end=START), when)
    never = changed(PREMIUM, ANNA, when)

    day = last_day(after, ZONE)
    assert (stays.first_term_until, stays.no_first_term) == (day, False)
    assert stays.as_dict()["first_term_until"] == day.isoformat()
    assert (none.first_term_until, none.no_first_term) == (None, True)
    assert (never.first_term_until, never.no_first_term) == (None, False)
    assert changed(PREMIUM, replace(ANNA, first_term_end=after), when).first_term_until == day


def test_less_comes_at_renewal_unless_the_vendor_lets_it_come_at_once() -> None:
    waits = Refusal("less_at_renewal", {"earliest": "2027-09-25"})

    assert asked(PLUS, current=PREMIUM, policy=ChangePolicy()) == waits
    assert asked(PLUS, current=PLUS_10, policy=ChangePolicy()) == waits
    assert changed(PLUS, current=PREMIUM).when == "now"
    for to in (PREMIUM, PLUS_MONTHLY):
        assert changed(to, policy=ChangePolicy()).when == "now"
    trial = replace(ANNA, service="trialing", trial_end=END)
    assert changed(PLUS, trial, current=PREMIUM, policy=ChangePolicy()).charge is None


def test_a_change_agreed_before_is_replaced_but_not_by_itself() -> None:
    assert changed(PLUS_10, when="at_renewal", scheduled=LATER).replaces == 7
    assert changed(PREMIUM, scheduled=LATER).replaces == 7
    assert asked(PREMIUM, ANNA, "at_renewal", scheduled=LATER) == Refusal(
        "change_scheduled", {"earliest": "2027-09-25"}
    )


def test_what_was_paid_but_is_not_in_the_books_is_not_charged_twice() -> None:
    assert asked(PREMIUM, billed=()) == Refusal("billed_unknown")
    assert changed(PREMIUM, when="at_renewal", billed=())
    elsewhere = replace(ANNA, charges=())  # renewed by other books since they were taken over
    assert asked(PREMIUM, elsewhere, billed=()) == Refusal("billed_unknown")
    free = replace(PLUS, amount_minor=0)
    assert changed(PREMIUM, elsewhere, current=free, billed=()).charge_minor == 61_600


def test_a_scheduled_change_is_taken_back_until_it_takes_effect() -> None:
    gone = replace(ANNA, renewal="ended")

    assert decide_undo_change(ANNA, scheduled=LATER, at=NOW) is None
    assert decide_undo_change(ANNA, scheduled=LATER, at=END) == Refusal("change_in_force")
    assert decide_undo_change(ANNA, scheduled=None, at=NOW) == Refusal("nothing_scheduled")
    assert decide_undo_change(gone, scheduled=LATER, at=NOW) == Refusal("already_ended")


def test_the_digest_tells_every_amount_and_day() -> None:
    found = changed(PREMIUM).as_dict()

    assert (found["kind"], found["effective_on"]) == ("tier_up", "2026-11-21")
    assert (found["credit_minor"], found["charge"]["minor"]) == (30_800, 61_600)
    assert found["next_charge"] == {"on": "2027-09-25", "minor": 73_000, "currency": "USD"}
    assert found != changed(PREMIUM, at=NOW + timedelta(days=1)).as_dict()
    assert changed(PREMIUM_MONTHLY).as_dict()["new_period"][0] == NOW.isoformat()
