"""Contracts with a least length: how soon they end, and what is charged up to then."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.cancellation import Ending, decide_cancellation
from fairwell.domain.contract import earliest_end
from fairwell.domain.renewal import RenewalSwitch, decide_renewal_off, decide_renewal_on, term_end
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, local_date, period_start
from tests.domain.people import NONE, NOW, ZONE, someone

BEGAN = NOW - timedelta(days=100)
FIRST_END = period_start(BEGAN, Term(months=12), 1, ZONE)


def dora(at: datetime = NOW, **more: Any) -> SubscriptionFacts:
    """A year's contract that is charged by the month, with a month's notice."""
    n = (at - BEGAN).days // 31
    start = period_start(BEGAN, Term(months=1), n, ZONE)
    while period_start(BEGAN, Term(months=1), n + 1, ZONE) <= at:
        n += 1
        start = period_start(BEGAN, Term(months=1), n, ZONE)
    facts = someone(
        term="P1M",
        charged=start,
        minor=999,
        anchor_at=BEGAN,
        current_period_no=n + 1,
        country="DE",
        first_term_end=FIRST_END,
        notice="P1M",
    )
    return replace(facts, **more)


def ended(facts: SubscriptionFacts, at: datetime = NOW) -> Ending:
    found = decide_cancellation(facts, NONE, choice="end_of_term", at=at)
    assert isinstance(found, Ending), found
    return found


def test_without_a_least_length_nothing_keeps_anybody() -> None:
    assert earliest_end(someone(notice="P1M"), at=NOW) is None


@pytest.mark.parametrize(
    ("at", "notice", "ends"),
    [
        (NOW, "P1M", FIRST_END),
        (FIRST_END - timedelta(days=40), "P1M", FIRST_END),
        (FIRST_END - timedelta(days=40), "P14D", FIRST_END),
        (FIRST_END - timedelta(days=3), "", FIRST_END),
    ],
)
def test_with_notice_in_time_it_ends_with_the_first_term(
    at: datetime, notice: str, ends: datetime
) -> None:
    assert earliest_end(dora(at, notice=notice), at=at) == ends


@pytest.mark.parametrize(
    ("before", "notice"), [(timedelta(days=10), "P1M"), (timedelta(days=-50), "P1M")]
)
def test_later_it_ends_when_the_notice_is_over(before: timedelta, notice: str) -> None:
    at = FIRST_END - before

    assert earliest_end(dora(at, notice=notice), at=at) == period_start(at, Term(months=1), 1, ZONE)


def test_no_notice_is_longer_than_a_month() -> None:
    at = FIRST_END + timedelta(days=5)

    assert earliest_end(dora(at, notice="P3M"), at=at) == period_start(at, Term(months=1), 1, ZONE)
    assert earliest_end(dora(at, notice=""), at=at) == at


def test_cancelling_in_the_first_term_charges_up_to_its_end_and_no_further() -> None:
    found = ended(dora())

    assert (found.ends_at, found.renewal) == (FIRST_END, "auto_renewing")
    assert len(found.further_charges) == 8
    assert all(charge.amount_minor == 999 for charge in found.further_charges)
    assert found.dropped_charge is None


def test_a_last_month_that_the_notice_cuts_is_charged_for_its_part() -> None:
    at = FIRST_END + timedelta(days=20)
    found = ended(dora(at), at)

    (last,) = found.further_charges
    assert found.ends_at == period_start(at, Term(months=1), 1, ZONE)
    assert 0 < last.amount_minor < 999


def test_turning_renewal_off_in_the_first_term_renews_up_to_its_end_and_can_be_taken_back() -> None:
    off = decide_renewal_off(dora(), at=NOW)

    assert isinstance(off, RenewalSwitch)
    assert (off.ends_at, off.ends_on, off.renewal) == (
        FIRST_END, local_date(FIRST_END, ZONE), "auto_renewing",
    )  # fmt: skip
    assert (off.next_charge, len(off.further_charges)) == (None, 8)
    after = dora(ends_at=FIRST_END)
    assert decide_renewal_off(after, at=NOW).code == "already_off"  # type: ignore[union-attr]
    on = decide_renewal_on(after, at=NOW)
    assert isinstance(on, RenewalSwitch)
    assert on.next_charge is not None
    assert on.next_charge.at == dora().current_period_end


@given(st.integers(0, 900), st.sampled_from(["", "P14D", "P1M", "P3M"]))
def test_nobody_is_held_longer_than_the_first_term_or_a_month(days: int, notice: str) -> None:
    at = BEGAN + timedelta(days=days, hours=5)
    facts = dora(at, notice=notice)
    found = ended(facts, at)

    assert found.ends_at is not None
    latest = max(FIRST_END, period_start(at, Term(months=1), 1, ZONE), term_end(facts))
    assert at <= found.ends_at <= latest
    assert all(charge.at < found.ends_at for charge in found.further_charges)
