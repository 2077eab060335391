"""A vendor's duties are due, met or missed to the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairwell.domain.policy import Verdict, evaluate, notice_windows
from tests.domain.policy.drafts import ask, notice, pack, rule

RENEWS = date(2027, 3, 1)
LAW = pack(
    notice("notice", "renews_on - P30D", "renews_on - P10D"),
    rule(
        "handle",
        '[rules.deadline]\nby = "voicemail_on + P2D"\ndone = "handled_on"',
        says={"duty": "By {last_day}."},
    ),
    rule(
        "confirm",
        '[rules.deadline]\nby = "cancelled_at + PT24H"\ndone = "confirmed_at"',
        says={"duty": "By {by}."},
    ),
)
OPENS, LAST = date(2027, 1, 30), date(2027, 2, 19)
DAY_AFTER, DAY_BEFORE = LAST + timedelta(days=1), OPENS - timedelta(days=1)


@pytest.mark.parametrize(
    ("sent_on", "verdict"),
    [
        (DAY_BEFORE, Verdict.FAIL),
        (OPENS, Verdict.PASS),
        (LAST, Verdict.PASS),
        (DAY_AFTER, Verdict.FAIL),
    ],
)
def test_a_notice_counts_on_both_ends_of_its_window(sent_on: date, verdict: Verdict) -> None:
    assert ask(LAW, "notice", renews_on=RENEWS, notice_sent_on=sent_on).verdict is verdict


@pytest.mark.parametrize(("on", "verdict"), [(LAST, Verdict.DUE), (DAY_AFTER, Verdict.FAIL)])
def test_an_unsent_notice_is_due_to_the_last_day_and_missed_after_it(
    on: date, verdict: Verdict
) -> None:
    assert ask(LAW, "notice", on, renews_on=RENEWS).verdict is verdict


@pytest.mark.parametrize(
    ("on", "handled_on", "verdict"),
    [
        (date(2026, 12, 6), None, Verdict.DUE),
        (date(2026, 12, 7), None, Verdict.FAIL),
        (date(2026, 12, 9), date(2026, 12, 6), Verdict.PASS),
        (date(2026, 12, 9), date(2026, 12, 7), Verdict.FAIL),
    ],
)
def test_a_deadline_holds_to_the_end_of_its_day(
    on: date, handled_on: date | None, verdict: Verdict
) -> None:
    done = {"handled_on": handled_on} if handled_on else {}
    assert ask(LAW, "handle", on, voicemail_on=date(2026, 12, 4), **done).verdict is verdict


def test_a_deadline_at_an_instant_is_missed_from_the_next_day_on() -> None:
    at = datetime(2026, 12, 4, 15, tzinfo=UTC)
    assert ask(LAW, "confirm", date(2026, 12, 5), cancelled_at=at).verdict is Verdict.DUE
    assert ask(LAW, "confirm", date(2026, 12, 6), cancelled_at=at).verdict is Verdict.FAIL
    late = at + timedelta(hours=24, seconds=1)
    found = ask(LAW, "confirm", date(2026, 12, 5), cancelled_at=at, confirmed_at=late)
    assert found.verdict is Verdict.FAIL


def test_a_deadline_is_no_notice_to_be_merged() -> None:
    facts = {"renews_on": RENEWS, "voicemail_on": LAST}
    (shared,) = notice_windows(evaluate([LAW], facts, OPENS))
    assert shared.rules == (("draft", "notice"),)
