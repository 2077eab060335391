"""What the laws ask for, merged into as few notices as satisfy all of them, and none dropped."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairwell.domain.notices import (
    NoticeKind,
    NoticeSubject,
    Preferences,
    PriceChange,
    undecided_notices,
)
from fairwell.domain.policy import Pack
from fairwell.domain.renewal import next_charge
from tests.domain.notices.drafts import (
    ALL,
    CA,
    CO,
    ES,
    FR,
    MC,
    NY,
    VISA,
    day,
    everywhere,
    in_trial,
    monthly,
    only,
    yearly,
)
from tests.domain.policy.drafts import notice

AUTUMN = day(11, 21, year=2026)
RENEWAL, TRIAL = "renewal_reminder", "trial_end"


@pytest.mark.parametrize(
    ("place", "packs", "opens_on", "last_day"),
    [
        ("US-CA", [CA], date(2027, 1, 15), date(2027, 2, 14)),
        ("US-CO", [CO], date(2027, 1, 20), date(2027, 2, 4)),
        ("US-NY", [NY], date(2027, 1, 15), date(2027, 2, 14)),
        ("US-NY", [NY, MC], date(2027, 1, 30), date(2027, 2, 14)),
        ("FR", [FR], date(2026, 12, 1), date(2027, 2, 1)),
        ("FR", [FR, MC], date(2027, 1, 30), date(2027, 2, 1)),
    ],
)
def test_a_renewal_is_announced_within_the_windows_of_those_who_ask(
    place: str, packs: list[Pack], opens_on: date, last_day: date
) -> None:
    (found,) = only(yearly(place), RENEWAL, AUTUMN, *packs)
    assert (found.opens_on, found.last_day) == (opens_on, last_day)
    assert found.due_at == day(opens_on.month, opens_on.day, 9, year=opens_on.year)
    assert {pack_id for pack_id, _ in found.required_by} == {pack.id for pack in packs}
    assert not found.late


def test_a_law_for_elsewhere_does_not_narrow_the_window() -> None:
    (found,) = only(yearly("US-CO"), RENEWAL, AUTUMN, *ALL)
    assert {pack_id for pack_id, _ in found.required_by} == {"CO", "MC"}


def test_a_notice_says_what_the_laws_and_the_vendor_want_said_each_thing_once() -> None:
    (found,) = only(yearly(), RENEWAL, AUTUMN, CA, MC)
    assert {"price", "how to cancel", "renewal date", "term"} == set(found.contents)
    assert len(found.contents) == 4


def test_windows_that_never_meet_are_two_notices() -> None:
    early = everywhere(notice("early", "renews_on - P60D", "renews_on - P50D"), pack_id="A")
    late = everywhere(notice("late", "renews_on - P20D", "renews_on - P10D"), pack_id="B")
    first, second = only(yearly(), RENEWAL, AUTUMN, late, early)
    assert (first.required_by, second.required_by) == ((("A", "early"),), (("B", "late"),))
    assert first.due_at < second.due_at
    assert first.key != second.key


def test_a_missed_notice_is_owed_at_once_and_said_to_be_late() -> None:
    now = day(2, 20, 15)
    (found,) = only(yearly(), RENEWAL, now, CA)
    assert found.late
    assert found.due_at == now
    assert found.required_by == (("CA", "CA-NOTICE"),)


def test_on_the_last_day_a_notice_is_not_late() -> None:
    (found,) = only(yearly(), RENEWAL, day(2, 14, 23), CA)
    assert not found.late
    assert found.due_at == day(2, 14, 23)
    (early,) = only(yearly(), RENEWAL, day(2, 14, 3), CA)
    assert early.due_at == day(2, 14, 9)


def test_a_notice_in_time_speaks_for_the_one_that_was_missed() -> None:
    early = everywhere(notice("early", "renews_on - P60D", "renews_on - P50D"), pack_id="A")
    late = everywhere(notice("late", "renews_on - P20D", "renews_on - P10D"), pack_id="B")
    before_the_second = day(1, 20)
    (missed,) = only(yearly(), RENEWAL, before_the_second, early, late)[:1]
    assert (missed.late, missed.due_at) == (True, before_the_second)

    subject, now = yearly(), day(2, 12)
    (both,) = only(subject, RENEWAL, now, early, late)
    assert both.required_by == (("A", "early"), ("B", "late"))
    assert both.late
    told = replace(subject, planned=frozenset({both.key}))
    assert only(told, RENEWAL, now + timedelta(days=1), early, late) == []

    told = replace(subject, planned=frozenset({missed.key}))
    (second,) = only(told, RENEWAL, now, early, late)
    assert (second.required_by, second.late) == ((("B", "late"),), False)


def test_a_law_without_a_first_day_is_obeyed_in_the_last_week() -> None:
    (found,) = only(yearly("ES"), RENEWAL, AUTUMN, ES)
    assert (found.opens_on, found.last_day) == (date(2027, 2, 7), date(2027, 2, 14))


def test_an_earlier_day_to_decide_by_moves_what_is_counted_from_it() -> None:
    subject = yearly("US-NY", cancel_deadline=date(2027, 2, 1))
    (found,) = only(subject, RENEWAL, AUTUMN, NY)
    assert (found.opens_on, found.last_day) == (date(2026, 12, 18), date(2027, 1, 17))
    assert found.about_on == date(2027, 3, 1)


def test_a_contract_bound_for_a_year_is_protected_though_it_pays_by_the_month() -> None:
    assert only(monthly(), RENEWAL, AUTUMN, CA) == []
    (found,) = only(monthly(first_term="P1Y"), RENEWAL, day(1, 2), CA)
    assert found.required_by == (("CA", "CA-NOTICE"),)


def test_nobody_is_told_of_a_renewal_that_does_not_come() -> None:
    off = yearly(renewal="non_renewing")
    assert off.next_charge is None
    assert only(off, RENEWAL, day(1, 20), *ALL) == []
    assert only(yearly(), RENEWAL, day(3, 1, 11), *ALL) == []


def test_a_renewal_that_moves_is_announced_anew() -> None:
    subject = yearly()
    (found,) = only(subject, RENEWAL, AUTUMN, CA)
    subject = replace(subject, planned=frozenset({found.key}))
    assert only(subject, RENEWAL, AUTUMN, CA) == []
    end = subject.facts.current_period_end + timedelta(days=60)
    facts = replace(subject.facts, current_period_end=end)
    moved = replace(subject, facts=facts, next_charge=next_charge(facts))
    (again,) = only(moved, RENEWAL, AUTUMN, CA)
    assert again.about_on == date(2027, 4, 30)


def test_two_card_networks_leave_one_day_for_the_end_of_a_trial() -> None:
    (found,) = only(in_trial(14), TRIAL, day(12, 2, year=2026), VISA, MC)
    assert (found.opens_on, found.last_day) == (date(2026, 12, 8), date(2026, 12, 8))
    assert found.about_on == date(2026, 12, 15)


def test_california_speaks_of_long_trials_only() -> None:
    (found,) = only(in_trial(45, "US-CA"), TRIAL, day(12, 2, year=2026), CA)
    assert (found.opens_on, found.last_day) == (date(2026, 12, 25), date(2027, 1, 12))
    (short,) = only(in_trial(31, "US-CA"), TRIAL, day(12, 2, year=2026), CA)
    assert short.required_by == ()


def test_a_price_change_is_announced_within_the_law_of_the_place() -> None:
    subject = monthly(price_change=PriceChange(1_299, date(2027, 2, 1)))
    (found,) = only(subject, "price_change", day(12, 1, year=2026), *ALL)
    assert (found.opens_on, found.last_day) == (date(2027, 1, 2), date(2027, 1, 25))
    assert found.required_by == (("CA", "CA-PRICE"),)


def test_california_is_told_once_a_year_what_it_pays() -> None:
    (found,) = only(monthly(), "annual_summary", day(1, 20), CA)
    assert (found.about_on, found.opens_on) == (date(2027, 3, 1), date(2027, 1, 30))
    (late,) = only(monthly(), "annual_summary", day(3, 20), CA)
    assert (late.about_on, late.late) == (date(2027, 3, 1), True)
    (next_year,) = only(monthly(), "annual_summary", day(4, 1), CA)
    assert (next_year.about_on, next_year.late) == (date(2028, 3, 1), False)


def test_what_cannot_be_decided_is_named_and_the_courtesy_is_sent_against_a_wish() -> None:
    wish = Preferences(frozenset({NoticeKind.RENEWAL_REMINDER}))
    somewhere: NoticeSubject = yearly("US", preferences=wish)
    (unsure,) = [
        u for u in undecided_notices(somewhere, [CA], at=AUTUMN) if u.rule[1] == "CA-NOTICE"
    ]
    assert unsure.missing == ("subdivision",)
    (found,) = only(somewhere, RENEWAL, AUTUMN, CA)
    assert found.required_by == ()
    in_ohio = yearly("US-OH", preferences=wish)
    assert undecided_notices(in_ohio, [CA], at=AUTUMN) == ()
    assert only(in_ohio, RENEWAL, AUTUMN, CA) == []
