"""Anna's renewal is not paid: retries, grace, hold and end, and what a new card changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairwell.domain.collecting import Collecting, CollectingAction, decide_collecting
from fairwell.domain.policy import CollectingPolicy
from fairwell.domain.subscription import Standing
from fairwell.domain.term import Term
from tests.domain.unpaid import CARD, DUE, NEW_CARD, POLICY, day, failed, unpaid


def test_nothing_owed_is_nothing_to_collect() -> None:
    paid = unpaid(*failed(0), amount_due_minor=0, standing="on_hold")

    assert decide_collecting(POLICY, paid, at=day(20)) == Collecting(standing="current")


def test_the_first_attempt_is_made_when_the_invoice_is_due() -> None:
    before = decide_collecting(POLICY, unpaid(), at=day(-1))
    then = decide_collecting(POLICY, unpaid(), at=DUE)

    assert (before.action, before.next_step_at) == ("wait", DUE)
    assert (then.action, then.standing, then.access_until) == ("retry", "current", None)


def test_after_a_soft_decline_access_stays_and_the_retries_are_known() -> None:
    found = decide_collecting(POLICY, unpaid(*failed(0), standing="current"), at=day(0))

    assert found == Collecting(
        standing="grace",
        first_failed_at=DUE,
        next_retry_at=day(3),
        access_until=day(14),
        hold_at=day(14),
        end_at=day(30),
        next_step_at=day(3),
    )


@pytest.mark.parametrize(
    ("tried", "at", "action", "next_retry"),
    [
        ((0,), 2.9, "wait", 3),
        ((0,), 3, "retry", 3),
        ((0, 3), 3.1, "wait", 5),
        ((0, 3, 5), 5, "wait", 7),
        ((0, 3, 5, 7), 7, "wait", None),
        # Late by our own fault: once, and not once for each time that was missed.
        ((0,), 6, "retry", 6),
        ((0, 6), 6, "wait", 7),
        # The subscriber tried on day 4, which leaves the schedule as it was.
        ((0, 3, 4), 4, "wait", 5),
    ],
)
def test_retries_follow_the_schedule_from_the_first_failure(
    tried: tuple[float, ...], at: float, action: CollectingAction, next_retry: float | None
) -> None:
    found = decide_collecting(POLICY, unpaid(*failed(*tried)), at=day(at))

    assert found.action == action
    assert found.next_retry_at == (None if next_retry is None else day(next_retry))


def test_when_the_retries_are_used_up_a_new_card_is_asked_for() -> None:
    found = decide_collecting(POLICY, unpaid(*failed(0, 3, 5, 7)), at=day(8))

    assert (found.standing, found.needs, found.next_step_at) == ("grace", "new_card", day(14))


@pytest.mark.parametrize(
    ("books", "at", "standing", "action", "next_step"),
    [
        ("grace", 13.9, "grace", "wait", 14),
        ("grace", 14, "on_hold", "hold", 30),
        ("on_hold", 14.1, "on_hold", "wait", 30),
        ("on_hold", 30, "written_off", "end", None),
        ("written_off", 31, "written_off", "wait", None),
    ],
)
def test_grace_turns_into_hold_and_hold_into_the_end_each_once(
    books: Standing, at: float, standing: Standing, action: str, next_step: float | None
) -> None:
    facts = unpaid(*failed(0, 3, 5, 7), standing=books)
    found = decide_collecting(POLICY, facts, at=day(at))

    assert (found.standing, found.action) == (standing, action)
    assert found.next_step_at == (None if next_step is None else day(next_step))


def test_a_policy_may_end_without_a_hold_or_hold_without_an_end() -> None:
    facts = unpaid(*failed(0, 3, 5, 7))
    ends = decide_collecting(CollectingPolicy(then="end", end_after=None), facts, at=day(14))
    holds = decide_collecting(replace(POLICY, end_after=None), facts, at=day(400))

    assert (ends.action, ends.standing, ends.hold_at, ends.end_at) == (
        "end",
        "written_off",
        None,
        day(14),
    )
    assert (holds.action, holds.end_at, holds.next_step_at) == ("hold", None, None)


def test_a_hard_decline_is_not_tried_again_and_asks_for_a_new_card() -> None:
    found = decide_collecting(POLICY, unpaid(*failed(0, hard=True)), at=day(3))

    assert (found.action, found.next_retry_at, found.needs) == ("wait", None, "new_card")
    assert (found.standing, found.hold_at, found.next_step_at) == ("grace", day(14), day(14))


@pytest.mark.parametrize("hard", [True, False])
@pytest.mark.parametrize(("at", "books"), [(1, "grace"), (8, "grace"), (20, "on_hold")])
def test_a_new_card_is_tried_at_once_even_at_night_and_on_hold(
    hard: bool, at: float, books: Standing
) -> None:
    night = day(at) + timedelta(hours=15)
    before = (*failed(0, 0.1, 0.2), *failed(0.5, hard=hard))
    changed = unpaid(*before, method_id=NEW_CARD, standing=books)
    found = decide_collecting(POLICY, changed, at=night)

    assert (found.action, found.next_retry_at, found.needs) == ("retry", night, "")
    assert found.standing == books


def test_a_new_card_that_fails_joins_the_schedule_in_grace_and_rests_on_hold() -> None:
    early = (*failed(0, hard=True), *failed(4, card=NEW_CARD))
    late = (*failed(0, 3, 5, 7), *failed(20, card=NEW_CARD))
    grace = decide_collecting(POLICY, unpaid(*early, method_id=NEW_CARD), at=day(4))
    hold = decide_collecting(
        POLICY, unpaid(*late, method_id=NEW_CARD, standing="on_hold"), at=day(20)
    )

    assert (grace.next_retry_at, grace.hold_at) == (day(5), day(14))
    assert (hold.next_retry_at, hold.needs, hold.end_at) == (None, "new_card", day(30))


def test_going_back_and_forth_between_cards_counts_against_the_most_attempts() -> None:
    two = (*failed(0), *failed(1, card=NEW_CARD))
    four = (*two, *failed(1.1), *failed(1.2, card=NEW_CARD))

    assert decide_collecting(POLICY, unpaid(*two), at=day(1.1)).action == "retry"
    capped = decide_collecting(POLICY, unpaid(*four), at=day(1.3))
    assert (capped.action, capped.next_retry_at) == ("wait", None)


def test_attempts_of_more_than_thirty_days_ago_no_longer_count() -> None:
    long = replace(POLICY, retries=(Term(days=40),), grace=Term(days=60), end_after=None)
    facts = unpaid(*failed(0, 1, 2, 3))

    assert decide_collecting(long, facts, at=day(4)).next_retry_at == day(40)
    assert decide_collecting(POLICY, facts, at=day(4)).next_retry_at is None


def test_without_a_card_the_grace_runs_from_the_due_date_and_a_card_is_needed() -> None:
    bare = unpaid(method_id=None)
    expired = unpaid(method_expired=True)

    found = decide_collecting(POLICY, bare, at=DUE)
    assert (found.standing, found.needs, found.hold_at) == ("grace", "card", day(14))
    assert decide_collecting(POLICY, expired, at=DUE).needs == "new_card"
    before = decide_collecting(POLICY, bare, at=day(-1))
    assert (before.standing, before.needs, before.next_step_at) == ("current", "card", DUE)

    brought = replace(bare, method_id=CARD, standing="on_hold", first_failed_at=DUE)
    tried = decide_collecting(POLICY, brought, at=day(20))
    assert (tried.action, tried.standing, tried.end_at) == ("retry", "on_hold", day(30))

    in_vain = replace(brought, failures=failed(20))
    assert decide_collecting(POLICY, in_vain, at=day(20)).end_at == day(30)


def test_an_open_attempt_is_waited_for_whatever_the_hour() -> None:
    facts = unpaid(*failed(0, 3, 5), attempt_open=True)

    for at in (7, 14, 30):
        found = decide_collecting(POLICY, facts, at=day(at))
        assert (found.action, found.standing, found.needs) == ("wait", "grace", "")


def test_a_retry_that_we_missed_is_made_before_access_goes() -> None:
    late = decide_collecting(POLICY, unpaid(*failed(0)), at=day(16))
    after = decide_collecting(POLICY, unpaid(*failed(0, 16)), at=day(16))
    gone = decide_collecting(POLICY, unpaid(*failed(0), standing="on_hold"), at=day(16))

    assert (late.action, late.standing) == ("retry", "grace")
    assert (after.action, after.standing) == ("hold", "on_hold")
    assert (gone.action, gone.next_retry_at, gone.needs) == ("wait", None, "new_card")


def test_after_the_end_nothing_is_tried_any_more() -> None:
    facts = unpaid(*failed(0), method_id=NEW_CARD, standing="written_off")
    found = decide_collecting(POLICY, facts, at=day(31))

    assert (found.action, found.next_retry_at, found.needs) == ("wait", None, "")


@pytest.mark.parametrize(
    ("first", "retry"),
    [
        # 03:00 in New York waits for 08:00, 21:00 for 08:00 of the next day.
        ((2026, 11, 2, 8, 0), (2026, 11, 5, 13, 0)),
        ((2026, 11, 3, 2, 0), (2026, 11, 6, 13, 0)),
        ((2026, 11, 2, 13, 0), (2026, 11, 5, 13, 0)),
        # The clocks go back on 1 November: the same time on the wall is an hour later.
        ((2026, 10, 30, 14, 0), (2026, 11, 2, 15, 0)),
    ],
)
def test_retries_keep_to_the_day_in_the_vendors_zone(
    first: tuple[int, ...], retry: tuple[int, ...]
) -> None:
    at = datetime(*first, tzinfo=UTC)  # type: ignore[misc, arg-type]
    failure = replace(failed(0)[0], at=at)
    found = decide_collecting(POLICY, unpaid(failure), at=at)

    assert found.next_retry_at == datetime(*retry, tzinfo=UTC)  # type: ignore[misc, arg-type]
