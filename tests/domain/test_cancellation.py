"""Cancelling: what each choice does to dates, charges and money, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.cancellation import (
    Ending,
    date_range,
    decide_cancellation,
    decide_undo,
)
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import term_end
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import local_date
from tests.domain.people import EU, NONE, NOW, SIXTY, ZONE, charge, someone


def ended(facts: SubscriptionFacts, choice: str, packs: Any = SIXTY, **more: Any) -> Ending:
    found = decide_cancellation(facts, packs, choice=choice, at=more.pop("at", NOW), **more)
    assert isinstance(found, Ending), found
    return found


def test_now_on_day_57_gives_everything_back_and_names_the_rule() -> None:
    found = ended(someone(), "now")

    assert found.immediate
    assert found.refund.total_minor == 7_999
    (line,) = found.refund.lines
    assert line.finding is not None
    assert (line.finding.rule_id, line.finding.last_day) == ("annual-60-days", date(2026, 11, 24))
    assert found.refund.business_days == (5, 7)
    assert found.dropped_charge is not None
    assert found.dropped_charge.on == date(2027, 9, 25)


@pytest.mark.parametrize(("days", "refund"), [(60, 7_999), (61, 0)])
def test_the_sixtieth_day_is_the_last_with_a_refund(days: int, refund: int) -> None:
    assert ended(someone(charged=NOW - timedelta(days=days)), "now").refund.total_minor == refund


def test_a_line_without_a_refund_still_names_the_rule_that_decided() -> None:
    found = ended(someone(charged=NOW - timedelta(days=100)), "now")

    (line,) = found.refund.lines
    assert line.refund_minor == 0
    assert line.finding is not None
    assert line.finding.rule_id == "annual-60-days"


def test_a_monthly_term_gives_nothing_back() -> None:
    found = ended(someone(term="P1M", charged=NOW - timedelta(days=15), minor=999), "now")

    assert found.refund.total_minor == 0
    assert found.refund.lines[0].finding is not None


def test_at_the_end_of_the_term_all_that_was_paid_is_used_and_nothing_more_charged() -> None:
    anna = someone()
    found = ended(anna, "end_of_term")

    assert found.ends_at == anna.current_period_end
    assert found.renewal == "non_renewing"
    assert found.further_charges == ()
    assert found.refund.total_minor == 0


def test_a_trial_ends_with_the_trial_and_was_never_charged() -> None:
    trial_end = NOW + timedelta(days=7)
    facts = someone(
        service="trialing",
        charges=(),
        trial_end=trial_end,
        anchor_at=trial_end,
        current_period_no=0,
        current_period_start=NOW - timedelta(days=7),
        current_period_end=trial_end,
    )
    found = ended(facts, "end_of_term")

    assert found.ends_at == trial_end
    assert found.dropped_charge is not None
    assert found.dropped_charge.at == trial_end


def test_on_a_day_within_the_term_access_lasts_to_the_end_of_that_day_in_the_vendors_zone() -> None:
    found = ended(someone(), "on_date", on_date=date(2026, 12, 31))

    assert found.ends_on == date(2026, 12, 31)
    assert found.ends_at == datetime(2027, 1, 1, 0, 0, tzinfo=ZONE)
    assert found.renewal == "non_renewing"


def test_a_day_beyond_the_term_shows_every_charge_that_still_comes() -> None:
    facts = someone(term="P1M", charged=NOW - timedelta(days=10), minor=999)
    found = ended(facts, "on_date", on_date=date(2027, 2, 15))

    assert [c.on for c in found.further_charges] == [
        date(2026, 12, 11), date(2027, 1, 11), date(2027, 2, 11)
    ]  # fmt: skip
    assert found.renewal == "auto_renewing"
    # The last month is cut short: 5 of its 28 days are charged, as the billing run will do.
    assert [c.amount_minor for c in found.further_charges] == [999, 999, 178]


@pytest.mark.parametrize(
    ("on_date", "refusal"),
    [
        (None, Refusal("date_missing")),
        (date(2026, 11, 20), Refusal("date_past", {"earliest": "2026-11-21"})),
        (date(2028, 9, 26), Refusal("date_too_far", {"latest": "2028-09-25"})),
    ],
)
def test_a_day_that_cannot_be_chosen_is_refused_with_the_nearest_that_can(
    on_date: date | None, refusal: Refusal
) -> None:
    assert (
        decide_cancellation(someone(), SIXTY, choice="on_date", at=NOW, on_date=on_date) == refusal
    )


def test_what_has_ended_or_is_cancelled_is_not_cancelled_again() -> None:
    gone = someone(renewal="ended", service="terminated")
    open_ = someone(open_cancellation="FW-1")

    assert decide_cancellation(gone, SIXTY, choice="now", at=NOW) == Refusal("already_ended")
    assert decide_cancellation(open_, SIXTY, choice="now", at=NOW) == Refusal(
        "already_cancelled", {"reference": "FW-1"}
    )


def test_two_payments_of_one_term_are_both_given_back() -> None:
    at = NOW - timedelta(days=57)
    facts = someone(charges=(charge(at, 5_000, n=1), charge(at + timedelta(days=9), 2_000, n=2)))

    assert [line.refund_minor for line in ended(facts, "now").refund.lines] == [5_000, 2_000]


def test_what_was_refunded_before_is_not_refunded_again() -> None:
    at = NOW - timedelta(days=57)
    facts = someone(charges=(charge(at, 7_999, refundable_minor=5_999),))
    (line,) = ended(facts, "now").refund.lines

    assert (line.refunded_before_minor, line.refund_minor) == (2_000, 5_999)


def test_a_disputed_payment_is_left_to_a_person() -> None:
    at = NOW - timedelta(days=57)
    found = ended(someone(charges=(charge(at, 7_999, disputed=True),)), "now")

    assert found.refund.total_minor == 0
    assert found.refund.needs_human == "vendor-60-annual/annual-60-days"


def test_the_law_gives_back_pro_rata_over_several_payments_latest_first() -> None:
    at = NOW - timedelta(days=10)
    facts = someone(
        charged=at,
        country="DE",
        early_start_requested=True,
        charges=(charge(at, 10_000, n=1), charge(at + timedelta(days=5), 2_000, n=2)),
    )
    found = ended(facts, "now", EU)
    by_order = {line.order_number: line.refund_minor for line in found.refund.lines}

    kept = round(12_000 * 10 / 365)
    assert by_order == {"Q-2": 2_000, "Q-1": 10_000 - kept}


def test_undoing_is_possible_until_the_end_comes() -> None:
    facts = someone(open_cancellation="FW-1", renewal="non_renewing", ends_at=NOW)

    assert decide_undo(facts, ends_at=NOW + timedelta(seconds=1), at=NOW) is None
    assert decide_undo(facts, ends_at=NOW, at=NOW) == Refusal("undo_too_late")
    assert decide_undo(someone(), ends_at=None, at=NOW) == Refusal("nothing_to_undo")


SUBSCRIBERS = st.builds(
    lambda term, age, minor, early, country, left: replace(
        someone(term=term, charged=NOW - timedelta(days=age), minor=minor),
        early_start_requested=early,
        country=country,
        ends_at=left,
        renewal="non_renewing" if left else "auto_renewing",
    ),
    st.sampled_from(["P1M", "P1Y", "P3M", "P2Y"]),
    st.integers(0, 27),
    st.integers(1, 10_000_000),
    st.sampled_from([None, True, False]),
    st.sampled_from(["US", "DE", "FR"]),
    st.one_of(st.none(), st.just(NOW + timedelta(hours=30))),
)


@given(SUBSCRIBERS, st.sampled_from([SIXTY, NONE, EU, (*SIXTY, EU[1])]))
def test_no_line_gives_more_than_was_paid_and_lines_add_up(
    facts: SubscriptionFacts, packs: Any
) -> None:
    found = ended(facts, "now", packs)

    for line in found.refund.lines:
        assert 0 <= line.refund_minor <= line.captured_minor
    assert found.refund.total_minor == sum(line.refund_minor for line in found.refund.lines)


@given(SUBSCRIBERS, st.integers(0, 500))
def test_cancelling_never_lengthens(facts: SubscriptionFacts, days: int) -> None:
    would_end = facts.ends_at or term_end(facts)
    assert ended(facts, "end_of_term").ends_at == min(would_end, term_end(facts))
    earliest, latest = date_range(facts, at=NOW)
    on = min(earliest + timedelta(days=days), latest)
    found = ended(facts, "on_date", on_date=on)
    if facts.ends_at is not None:
        assert found.ends_on <= local_date(facts.ends_at, ZONE)
    assert found.ends_at is not None
    assert all(c.at < found.ends_at for c in found.further_charges)


@given(SUBSCRIBERS)
def test_a_law_on_top_never_worsens_what_the_vendor_gives(facts: SubscriptionFacts) -> None:
    alone = ended(facts, "now", SIXTY).refund.total_minor
    with_law = ended(facts, "now", (*SIXTY, EU[1])).refund.total_minor

    assert with_law >= alone
