"""Notices of what has just happened, due at once."""

from dataclasses import replace

import pytest

from fairwell.domain.notices import NoticeKind, Preferences, event_notice
from tests.domain.notices.drafts import ALL, day, monthly, yearly

NOW = day(2, 1, 10)
OFF = Preferences(frozenset(NoticeKind))


def test_a_receipt_is_due_at_once_and_only_once() -> None:
    subject = monthly("US-OH")
    found = event_notice(NoticeKind.RECEIPT, subject, ALL, cause="Q-1", at=NOW)
    assert found is not None
    assert (found.due_at, found.late, found.required_by) == (NOW, False, ())
    assert "price" in found.contents
    told = replace(subject, planned=frozenset({found.key}))
    assert event_notice(NoticeKind.RECEIPT, told, ALL, cause="Q-1", at=NOW) is None
    assert event_notice(NoticeKind.RECEIPT, told, ALL, cause="Q-2", at=NOW) is not None


def test_massachusetts_wants_a_notice_with_every_monthly_charge() -> None:
    found = event_notice(NoticeKind.RECEIPT, monthly("US-MA"), ALL, cause="1", at=NOW)
    assert found is not None
    assert found.required_by == (("MA", "MA-SHORT"),)
    assert found.last_day == NOW.date()
    a_year = event_notice(NoticeKind.RECEIPT, yearly("US-MA"), ALL, cause="1", at=NOW)
    assert a_year is not None
    assert a_year.required_by == ()


@pytest.mark.parametrize(
    ("kind", "sent"),
    [("receipt", True), ("charge_failed", True), ("refund", True), ("first", False)],
)
def test_only_the_welcome_can_be_switched_off(kind: str, sent: bool) -> None:
    subject = monthly(preferences=OFF)
    found = event_notice(NoticeKind(kind), subject, ALL, cause="1", at=NOW)
    assert (found is not None) is sent


def test_what_the_calendar_brings_about_is_no_event() -> None:
    with pytest.raises(ValueError, match="plan_notices"):
        event_notice(NoticeKind.TRIAL_END, monthly(), ALL, cause="1", at=NOW)
