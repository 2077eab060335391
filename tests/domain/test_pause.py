"""Pausing: paid time stands still, nothing is charged meanwhile, and no pause outlasts the rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.change_kind import ScheduledFacts
from fairwell.domain.pause import Pause, Resumption, decide_pause, decide_resume
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.proration import Stretch
from fairwell.domain.refusal import CODES, Refusal
from fairwell.domain.renewal import next_charge
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, local_date, start_of_day
from tests.domain.people import NOW, ZONE, someone

POLICY = ChangePolicy()
ANNA = someone()  # a year from 25 September 2026, 10 a.m. in New York
END = ANNA.current_period_end


def asked(facts: SubscriptionFacts = ANNA, when: Any = "now", **more: Any) -> Pause | Refusal:
    given_ = {"until": None, "policy": POLICY, "past_pauses": (), "at": NOW} | more
    return decide_pause(facts, when=when, **given_)


def paused(facts: SubscriptionFacts = ANNA, when: Any = "now", **more: Any) -> Pause:
    found = asked(facts, when, **more)
    assert isinstance(found, Pause), found
    return found


def resumed(facts: SubscriptionFacts, **more: Any) -> Resumption:
    found = decide_resume(replace(facts, service="paused"), **more)
    assert isinstance(found, Resumption), found
    return found


def test_pausing_now_moves_the_end_of_the_paid_term_and_the_next_charge() -> None:
    found = paused(until=date(2026, 12, 21))

    assert found.begins_at == NOW
    assert found.resumes_at == start_of_day(date(2026, 12, 21), ZONE)
    length = found.resumes_at - NOW
    assert found.period_end == END + length
    assert found.next_charge.at == END + length
    assert found.next_charge.amount_minor == 7_999


def test_pausing_at_renewal_keeps_the_paid_term_and_charges_when_service_goes_on() -> None:
    found = paused(when="at_renewal", until=date(2027, 11, 1))

    assert (found.begins_at, found.begins_on) == (END, date(2027, 9, 25))
    assert found.period_end is None
    assert (found.next_charge.on, found.next_charge.at) == (date(2027, 11, 1), found.resumes_at)


def test_without_a_date_a_pause_lasts_as_long_as_the_policy_allows() -> None:
    assert paused().resumes_on == date(2027, 2, 21)
    assert paused(policy=ChangePolicy(pause_longest=Term(days=10))).resumes_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("until", "refusal"),
    [
        (date(2026, 11, 21), Refusal("pause_too_short", {"earliest": "2026-11-22"})),
        (date(2027, 2, 22), Refusal("pause_too_long", {"latest": "2027-02-21"})),
    ],
)
def test_a_pause_of_no_day_or_beyond_the_longest_is_refused(until: date, refusal: Refusal) -> None:
    assert asked(until=until) == refusal


def test_pauses_of_the_last_year_count_and_the_refusal_says_when_one_is_free_again() -> None:
    begun = datetime(2026, 3, 1, 12, tzinfo=UTC)
    past = Stretch(begun, begun + timedelta(days=20))

    free_on = Refusal("pauses_used_up", {"earliest": "2027-03-01"})
    assert asked(past_pauses=[past]) == free_on
    assert paused(when="at_renewal", past_pauses=[past]).begins_on == date(2027, 9, 25)
    older = Stretch(begun - timedelta(days=200), begun - timedelta(days=190))
    assert paused(past_pauses=[older])
    twice = ChangePolicy(pauses_per_year=2)
    assert paused(past_pauses=[older, past], policy=twice)
    later = Stretch(begun + timedelta(days=60), begun + timedelta(days=70))
    assert asked(past_pauses=[past, later], policy=twice) == free_on
    assert asked(policy=ChangePolicy(pauses_per_year=0)) == Refusal("pause_not_offered")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"renewal": "ended", "service": "terminated"}, Refusal("already_ended")),
        (
            {"open_cancellation": "FW-1"},
            Refusal("cancelled_undo_first", {"reference": "FW-1"}),
        ),
        ({"service": "paused"}, Refusal("already_paused")),
        ({"service": "pending"}, Refusal("not_started")),
        ({"service": "trialing", "trial_end": END}, Refusal("trial_no_pause")),
        (
            {"renewal": "non_renewing", "ends_at": END},
            Refusal("renewal_off_turn_on", {"last_day": "2027-09-25"}),
        ),
        ({"standing": "grace"}, Refusal("pay_first")),
        ({"standing": "on_hold"}, Refusal("pay_first")),
        ({"current_period_end": NOW}, Refusal("renewal_due")),
    ],
)
def test_what_cannot_be_paused_is_told_why(change: dict[str, Any], refusal: Refusal) -> None:
    for when in ("now", "at_renewal"):
        assert asked(replace(ANNA, **change), when) == refusal
    assert refusal.code in CODES


def test_a_pause_agreed_before_is_replaced_and_the_digest_says_so() -> None:
    before = ScheduledFacts(change_id=7, kind="pause", effective_at=END)
    found = paused(when="at_renewal", until=date(2027, 10, 3), scheduled=before)

    assert found.replaces == 7
    assert found.as_dict() == {
        "kind": "pause",
        "when": "at_renewal",
        "begins_on": "2027-09-25",
        "resumes_on": "2027-10-03",
        "period_end": None,
        "next_charge": {"on": "2027-10-03", "minor": 7_999, "currency": "USD"},
        "replaces": 7,
    }


def test_going_on_early_gives_back_just_the_time_that_was_paused() -> None:
    at = NOW + timedelta(days=3, hours=5)
    found = resumed(ANNA, paused_at=NOW, resume_at=NOW + timedelta(days=30), at=at)

    assert (found.resumed_at, found.charge) == (at, None)
    assert found.period_end == found.anchor_at == END + timedelta(days=3, hours=5)
    assert (found.period_start, found.period_no) == (ANNA.current_period_start, 1)
    assert found.anchor_period_no == 2
    assert found.as_dict()["charge"] is None


def test_a_pause_ends_by_itself_however_late_that_is_noticed() -> None:
    over = NOW + timedelta(days=30)
    found = resumed(ANNA, paused_at=NOW, resume_at=over, at=over + timedelta(days=9))

    assert (found.resumed_at, found.period_end) == (over, END + timedelta(days=30))


def test_after_the_paid_term_going_on_makes_a_new_one_due_at_once() -> None:
    at = END + timedelta(days=40)
    found = resumed(ANNA, paused_at=END, resume_at=None, at=at, next_minor=8_999)

    assert found.charge is not None
    assert (found.charge.at, found.charge.amount_minor) == (at, 8_999)
    assert (found.period_no, found.period_end) == (1, at)
    assert (found.anchor_at, found.anchor_period_no) == (at, 2)
    assert found.next_charge is None


def test_what_was_cancelled_in_its_pause_uses_up_what_is_paid_and_is_not_charged() -> None:
    off = replace(ANNA, renewal="non_renewing", ends_at=END, service="paused")
    ended = replace(off, open_cancellation="FW-1")

    assert resumed(off, paused_at=NOW, resume_at=None, at=NOW).next_charge is None
    over = END + timedelta(days=30)  # promised when renewal was turned off in a pause of 30 days
    early = resumed(
        replace(off, ends_at=over),
        paused_at=NOW,
        resume_at=NOW + timedelta(days=30),
        at=NOW + timedelta(days=3),
    )
    assert early.ends_at == early.period_end == END + timedelta(days=3)
    later = {"paused_at": END, "resume_at": None, "at": END + timedelta(days=1)}
    assert decide_resume(ended, **later) == Refusal("cancelled_undo_first", {"reference": "FW-1"})
    assert decide_resume(off, **later) == Refusal("renewal_off_turn_on", {"last_day": "2027-09-25"})


def test_only_what_is_paused_goes_on() -> None:
    gone = replace(ANNA, renewal="ended", service="terminated")

    assert decide_resume(ANNA, paused_at=None, resume_at=None, at=NOW) == Refusal("not_paused")
    assert decide_resume(gone, paused_at=NOW, resume_at=None, at=NOW) == Refusal("already_ended")


@given(
    st.sampled_from(["P1M", "P1Y", "P14D"]),
    st.integers(0, 13 * 86_400),
    st.integers(0, 400 * 86_400),
    st.sampled_from([Term(months=1), Term(months=3), Term(days=45)]),
)
def test_paid_time_is_neither_lost_nor_gained_and_no_pause_outlasts_the_longest(
    term: str, used: int, lasts: int, longest: Term
) -> None:
    at = NOW + timedelta(seconds=used)
    facts = someone(term=term, charged=NOW)
    found = paused(facts, at=at, policy=ChangePolicy(pause_longest=longest))
    assert local_date(found.resumes_at, ZONE) == longest.after(local_date(at, ZONE))

    on = resumed(facts, paused_at=at, resume_at=found.resumes_at, at=at + timedelta(seconds=lasts))
    assert on.resumed_at <= found.resumes_at
    assert on.period_end - on.resumed_at == facts.current_period_end - at
    after = replace(
        facts,
        current_period_end=on.period_end,
        anchor_at=on.anchor_at,
        anchor_period_no=on.anchor_period_no,
    )
    assert next_charge(after) == on.next_charge
