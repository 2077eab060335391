"""What subscribers are told where no law speaks, and what they need not hear."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.notices import (
    NoticeKind,
    Preferences,
    PriceChange,
    may_skip,
    plan_notices,
)
from fairwell.domain.renewal import next_charge
from tests.domain.notices.drafts import ALL, CA, ZONE, day, in_trial, monthly, only, paying, yearly

AUTUMN = day(11, 21, year=2026)
OFF = Preferences(frozenset(NoticeKind))


def test_a_year_is_announced_two_weeks_ahead_and_a_month_is_not() -> None:
    (found,) = only(yearly(), "renewal_reminder", AUTUMN)
    assert found.due_at == day(2, 15, 9)
    assert found.last_day == date(2027, 2, 28)
    assert found.required_by == ()
    assert only(monthly(), "renewal_reminder", AUTUMN) == []


@pytest.mark.parametrize(("term", "told"), [("P6M", 1), ("P5M", 0), ("P180D", 1), ("P90D", 0)])
def test_half_a_year_is_long_enough_to_be_reminded(term: str, told: int) -> None:
    assert len(only(paying(term), "renewal_reminder", AUTUMN)) == told


def test_a_courtesy_that_was_missed_is_let_go() -> None:
    expired_soon = yearly(card_expires=(2026, 11))
    found = only(expired_soon, "card_expiry", day(11, 30, year=2026))
    assert [notice.last_day for notice in found] == [date(2026, 11, 30)]
    assert only(expired_soon, "card_expiry", day(12, 1, year=2026)) == []


def test_a_trial_is_announced_three_days_ahead_if_it_lasts_a_week() -> None:
    (found,) = only(in_trial(14), "trial_end", day(12, 2, year=2026))
    assert found.due_at == day(12, 12, 9, year=2026)
    assert len(only(in_trial(7), "trial_end", day(12, 2, year=2026))) == 1
    assert only(in_trial(6), "trial_end", day(12, 2, year=2026)) == []
    assert only(in_trial(14), "renewal_reminder", day(12, 2, year=2026)) == []


def test_a_trial_that_nothing_follows_needs_no_warning() -> None:
    quiet = in_trial(14, renewal="non_renewing")
    assert only(quiet, "trial_end", day(12, 2, year=2026)) == []


def test_a_card_is_asked_about_30_and_7_days_before_its_last_day() -> None:
    first, second = only(monthly(card_expires=(2027, 2)), "card_expiry", AUTUMN)
    assert (first.due_at, second.due_at) == (day(1, 29, 9), day(2, 21, 9))
    assert first.about_on == second.about_on == date(2027, 2, 28)
    assert first.key != second.key


def test_a_new_card_is_asked_about_in_its_turn() -> None:
    subject = monthly(card_expires=(2027, 2))
    keys = frozenset(found.key for found in only(subject, "card_expiry", AUTUMN))
    assert only(replace(subject, planned=keys), "card_expiry", AUTUMN) == []
    replaced = replace(subject, planned=keys, card_expires=(2030, 2))
    assert len(only(replaced, "card_expiry", AUTUMN)) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"renewal": "non_renewing"},
        {"renewal": "ended", "service": "terminated"},
        {"ends_at": day(3, 1)},
    ],
)
def test_a_card_that_is_not_charged_again_may_expire_in_peace(change: dict[str, object]) -> None:
    assert only(monthly(card_expires=(2027, 2), **change), "card_expiry", AUTUMN) == []


def test_a_paused_subscriber_is_told_a_week_before_charges_resume() -> None:
    paused = monthly(service="paused", resumes_at=day(4, 10))
    (found,) = plan_notices(paused, ALL, at=day(2, 1))
    assert (found.kind, found.due_at) == (NoticeKind.PAUSE_ENDING, day(4, 3, 9))
    assert plan_notices(paused, ALL, at=day(4, 11)) == ()


def test_a_higher_price_is_announced_a_month_ahead_and_never_forgotten() -> None:
    subject = monthly("US-OH", price_change=PriceChange(1_299, date(2027, 2, 1)), preferences=OFF)
    (found,) = only(subject, "price_change", AUTUMN)
    assert (found.due_at, found.required_by) == (day(1, 2, 9), ())
    now = day(2, 3)
    (late,) = only(subject, "price_change", now)
    assert (late.late, late.due_at) == (True, now)


def test_a_price_does_not_concern_whoever_leaves_before_it() -> None:
    leaving = monthly(renewal="non_renewing", price_change=PriceChange(1_299, date(2027, 2, 1)))
    assert only(leaving, "price_change", AUTUMN, CA) == []


def test_whoever_pays_by_the_month_hears_once_a_year_what_it_comes_to() -> None:
    (found,) = only(monthly("US-OH"), "annual_summary", day(2, 1))
    assert found.due_at == day(3, 1, 9)
    assert only(yearly("US-OH"), "annual_summary", day(2, 1)) == []
    (next_year,) = only(monthly("US-OH"), "annual_summary", day(4, 1))
    assert next_year.about_on == date(2028, 3, 1)


def test_a_wish_switches_off_courtesies_and_nothing_else() -> None:
    assert only(yearly("US-OH", preferences=OFF), "renewal_reminder", AUTUMN, CA) == []
    (required,) = only(yearly("US-CA", preferences=OFF), "renewal_reminder", AUTUMN, CA)
    assert required.required_by == (("CA", "CA-NOTICE"),)


@pytest.mark.parametrize(
    ("kind", "skipped"),
    [
        ("receipt", False),
        ("charge_failed", False),
        ("price_change", False),
        ("refund", False),
        ("renewal_reminder", True),
        ("trial_end", True),
        ("card_expiry", True),
        ("annual_summary", True),
        ("first", True),
        ("pause_ending", True),
    ],
)
def test_each_kind_knows_whether_it_may_be_switched_off(kind: str, skipped: bool) -> None:
    assert may_skip(NoticeKind(kind), (), OFF) is skipped
    assert not may_skip(NoticeKind(kind), [("CA", "CA-NOTICE")], OFF)
    assert not may_skip(NoticeKind(kind), (), Preferences())


@given(
    hours=st.integers(0, 24 * 130),
    term=st.sampled_from(["P1Y", "P6M", "P1M", "P90D"]),
    place=st.sampled_from(["US-CA", "US-NY", "US-CO", "US-MA", "US-OH", "FR", "ES"]),
    month=st.integers(1, 12),
)
def test_sent_as_planned_nothing_is_planned_twice_nor_before_now(
    hours: int, term: str, place: str, month: int
) -> None:
    at = AUTUMN + timedelta(hours=hours)
    subject = paying(term, place, card_expires=(2027, month))
    subject = replace(subject, next_charge=next_charge(subject.facts))
    planned = plan_notices(subject, ALL, at=at)
    keys = [notice.key for notice in planned]
    assert len(set(keys)) == len(keys)
    for notice in planned:
        assert notice.due_at >= at
        if not notice.late:
            assert notice.opens_on <= notice.due_at.astimezone(ZONE).date() <= notice.last_day
    told = replace(subject, planned=frozenset(keys))
    assert plan_notices(told, ALL, at=at) == ()
