"""Withdrawing within the law's window; turning renewal off and on; refunds by order; goodwill."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from fairwell.domain.cancellation import Ending, date_range, decide_cancellation
from fairwell.domain.refund_request import OrderRefund, decide_order_refund
from fairwell.domain.refusal import CODES, Refusal
from fairwell.domain.renewal import (
    RenewalSwitch,
    decide_renewal_off,
    decide_renewal_on,
    next_charge,
)
from fairwell.domain.subscription import display_status
from fairwell.domain.timeline import AxesState, UnknownEventError, apply, fold
from fairwell.domain.withdrawal import decide_withdrawal, withdrawal_right
from tests.domain.people import EU, NOW, SIXTY, ZONE, charge, someone

GRETA = someone(charged=NOW - timedelta(days=10), country="DE", early_start_requested=True)


def test_within_fourteen_days_a_consumer_in_the_union_may_withdraw() -> None:
    right = withdrawal_right(GRETA, EU, at=NOW)
    assert right is not None
    assert (right.open, right.last_day, right.rule_id) == (True, "2026-11-25", "EU-14D")

    found = decide_withdrawal(GRETA, EU, at=NOW)
    assert isinstance(found, Ending)
    assert (found.verb, found.immediate) == ("withdraw", True)
    assert found.refund.total_minor == 7_999 - round(7_999 * 10 / 365)


def test_without_an_express_early_start_everything_goes_back() -> None:
    for asked in (None, False):
        found = decide_withdrawal(replace(GRETA, early_start_requested=asked), EU, at=NOW)
        assert isinstance(found, Ending)
        assert found.refund.total_minor == 7_999


def test_after_the_window_the_refusal_names_its_last_day() -> None:
    late = decide_withdrawal(GRETA, EU, at=NOW + timedelta(days=5))

    assert late == Refusal(
        "withdrawal_over", {"last_day": "2026-11-25", "rule": "eu-withdrawal/EU-14D"}
    )


@pytest.mark.parametrize("change", [{"country": "US"}, {"consumer": False}])
def test_others_have_no_such_right(change: dict[str, object]) -> None:
    facts = replace(GRETA, **change)

    assert withdrawal_right(facts, EU, at=NOW) is None
    assert decide_withdrawal(facts, EU, at=NOW) == Refusal("withdrawal_none")


def test_a_contract_without_a_payment_yet_can_be_withdrawn_from() -> None:
    found = decide_withdrawal(replace(GRETA, charges=(), service="trialing"), EU, at=NOW)

    assert isinstance(found, Ending)
    assert found.refund.total_minor == 0


def test_turning_renewal_off_drops_the_next_charge_and_keeps_the_paid_term() -> None:
    anna = someone()
    found = decide_renewal_off(anna, at=NOW)

    assert isinstance(found, RenewalSwitch)
    assert found.ends_at == anna.current_period_end
    assert found.next_charge == next_charge(anna)


def test_turning_renewal_on_again_brings_the_charge_back() -> None:
    anna = someone()
    off = replace(anna, renewal="non_renewing", ends_at=anna.current_period_end)
    found = decide_renewal_on(off, at=NOW)

    assert isinstance(found, RenewalSwitch)
    assert found.next_charge is not None
    assert found.next_charge.on == date(2027, 9, 25)
    assert decide_renewal_on(off, at=anna.current_period_end) == Refusal("term_over")


def test_switching_what_is_switched_or_settled_is_refused() -> None:
    off = someone(renewal="non_renewing", ends_at=NOW + timedelta(days=1))
    gone = someone(renewal="ended", service="terminated")
    cancelled = someone(open_cancellation="FW-1")

    assert decide_renewal_off(off, at=NOW) == Refusal("already_off")
    assert decide_renewal_on(someone(), at=NOW) == Refusal("already_on")
    assert decide_renewal_off(gone, at=NOW) == Refusal("already_ended")
    assert decide_renewal_on(cancelled, at=NOW) == Refusal(
        "cancelled_undo_first", {"reference": "FW-1"}
    )


def test_no_charge_comes_once_renewal_is_off_or_the_service_rests() -> None:
    assert next_charge(someone(renewal="non_renewing", ends_at=NOW)) is None
    assert next_charge(someone(service="paused")) is None


def test_an_order_in_the_window_is_refunded_and_ends_the_service_that_it_paid() -> None:
    found = decide_order_refund(someone(), SIXTY, order_number="Q-1", at=NOW)

    assert isinstance(found, OrderRefund)
    assert (found.ends_service, found.refund.total_minor) == (True, 7_999)


def test_an_order_of_a_past_term_takes_no_paid_access_away() -> None:
    past = charge(NOW - timedelta(days=50), 999, "P1M", n=1)
    facts = someone(charges=(past, charge(NOW - timedelta(days=2), 7_999, n=2)))
    found = decide_order_refund(facts, SIXTY, order_number="Q-1", at=NOW)

    assert isinstance(found, OrderRefund)
    assert not found.ends_service


def test_refused_orders_say_why() -> None:
    old = someone(charged=NOW - timedelta(days=61))
    empty = someone(charges=(charge(NOW, 7_999, refundable_minor=0),))

    assert decide_order_refund(old, SIXTY, order_number="Q-9", at=NOW) == Refusal(
        "order_unknown", {"order": "Q-9"}
    )
    assert decide_order_refund(empty, SIXTY, order_number="Q-1", at=NOW).code == "refund_already"
    late = decide_order_refund(old, SIXTY, order_number="Q-1", at=NOW)
    assert isinstance(late, Refusal)
    assert late.code == "refund_none"
    assert late.params["last_day"] == "2026-11-20"
    assert late.params["rule"] == "vendor-60-annual/annual-60-days"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "active"),
        ({"service": "trialing"}, "trial"),
        ({"service": "pending"}, "pending"),
        ({"service": "paused"}, "paused"),
        ({"standing": "grace"}, "past_due"),
        ({"standing": "on_hold"}, "on_hold"),
        ({"ends_at": NOW, "renewal": "non_renewing"}, "ending"),
        ({"renewal": "ended", "service": "terminated"}, "ended"),
    ],
)
def test_people_are_shown_one_status(change: dict[str, object], status: str) -> None:
    assert display_status(someone(**change)) == status


def test_state_is_the_fold_of_events_and_an_unknown_event_is_no_guess() -> None:
    begun = {"renewal": "auto_renewing", "standing": "current", "service": "active"}
    history = [
        ("subscription_imported", {**begun, "ends_at": None, "ended_at": None}),
        ("renewal_turned_off", {"ends_at": "2027-01-01T00:00:00+00:00"}),
        ("refund_instructed", {}),
        ("renewal_turned_on", {}),
        ("cancellation_confirmed", {"renewal": "non_renewing", "ends_at": "2027-01-01"}),
        ("cancellation_undone", {"renewal": "auto_renewing", "ends_at": None}),
    ]
    assert fold(history) == AxesState("auto_renewing", "current", "active", None, None)
    over = apply(fold(history), "subscription_ended", {"ended_at": "2027-01-01"})
    assert (over.renewal, over.service, over.ended_at) == ("ended", "terminated", "2027-01-01")
    with pytest.raises(UnknownEventError, match="No rule folds the event 'teleported'"):
        apply(over, "teleported", {})


def test_refusals_are_a_closed_list() -> None:
    assert len(set(CODES)) == len(CODES)
    with pytest.raises(ValueError, match="is not a refusal"):
        Refusal("because")


def test_a_pending_cancellation_does_not_take_the_right_to_withdraw_away() -> None:
    waiting = replace(
        GRETA,
        open_cancellation="FW-1",
        renewal="non_renewing",
        ends_at=GRETA.current_period_end,
    )
    found = decide_withdrawal(waiting, EU, at=NOW)

    assert isinstance(found, Ending)
    assert found.immediate


def test_an_order_that_ends_the_service_brings_the_whole_terms_refund_with_it() -> None:
    at = NOW - timedelta(days=3)
    facts = someone(charges=(charge(at, 4_000, n=1), charge(at, 3_999, n=2)))
    found = decide_order_refund(facts, SIXTY, order_number="Q-1", at=NOW)

    assert isinstance(found, OrderRefund)
    assert found.refund.total_minor == 7_999


def test_a_term_that_ends_at_midnight_lasts_through_the_day_before() -> None:
    midnight = datetime(2026, 12, 1, tzinfo=ZONE)
    facts = someone(current_period_end=midnight)
    off = decide_renewal_off(facts, at=NOW)

    assert isinstance(off, RenewalSwitch)
    assert off.ends_on == date(2026, 11, 30)


def test_a_renewal_that_is_due_but_not_billed_yet_can_still_be_stopped() -> None:
    due = someone(current_period_end=NOW - timedelta(minutes=5))
    off = decide_renewal_off(due, at=NOW)

    assert isinstance(off, RenewalSwitch)
    assert off.ends_at == NOW
    end = decide_cancellation(due, SIXTY, choice="end_of_term", at=NOW)
    assert isinstance(end, Ending)
    assert (end.ends_at, end.further_charges) == (NOW, ())


def test_with_a_charge_overdue_no_unpaid_time_is_promised() -> None:
    late = someone(standing="grace", charges=())

    assert decide_renewal_off(late, at=NOW) == Refusal("nothing_paid")
    end = decide_cancellation(late, SIXTY, choice="end_of_term", at=NOW)
    assert isinstance(end, Ending)
    assert end.ends_at == NOW
    assert end.dropped_charge is None
    assert date_range(late, at=NOW) == (date(2026, 11, 21), date(2026, 11, 21))
    now = decide_cancellation(late, SIXTY, choice="now", at=NOW)
    assert isinstance(now, Ending)
    assert now.dropped_charge is None


def test_a_withdrawal_names_the_laws_rule_where_the_vendors_gives_as_much() -> None:
    greta = replace(GRETA, early_start_requested=False)
    found = decide_withdrawal(greta, (*SIXTY, EU[1]), at=NOW)

    assert isinstance(found, Ending)
    (line,) = found.refund.lines
    assert line.finding is not None
    assert (line.finding.rule_id, line.refund_minor) == ("EU-14D", 7_999)
