"""When a rule speaks, when it keeps silent, and when it asks for a person."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy import (
    FactError,
    Finding,
    Reason,
    Verdict,
    evaluate,
    parse_pack,
)
from fairwell.domain.policy.facts import FactValue
from tests.domain.policy.drafts import DAY, PAID, pack, pack_text, refund


def ask(rule_text: str, facts: dict[str, FactValue] | None = None, top: str = "") -> Finding:
    """The only finding of a draft with one rule."""
    (found,) = evaluate([pack(rule_text, top=top)], PAID | (facts or {}), DAY)
    return found


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        ('status = "vacated"', Reason.NOT_IN_FORCE),
        ('status = "prospective"\nin_force_from = 2020-01-01', Reason.NOT_IN_FORCE),
        ('status = "in_force"\nin_force_from = 2026-11-22', Reason.NOT_IN_FORCE),
        (
            'status = "in_force"\nin_force_from = 2020-01-01\nin_force_until = 2026-11-21',
            Reason.NOT_IN_FORCE,
        ),
        ('status = "in_force"\nin_force_from = 2026-11-21', Reason.NONE),
        (
            'status = "in_force"\nin_force_from = 2020-01-01\nin_force_until = 2026-11-22',
            Reason.NONE,
        ),
    ],
)
def test_only_a_rule_in_force_on_the_day_speaks(standing: str, reason: Reason) -> None:
    found = ask(refund(standing=standing))
    assert found.reason is reason
    assert (found.verdict is Verdict.PASS) is (reason is Reason.NONE)


def test_a_pack_does_not_speak_before_it_exists_but_does_after_it_could_be_pinned() -> None:
    old_law = 'status = "in_force"\nin_force_from = 2010-01-01'
    (early,) = evaluate([pack(refund(standing=old_law))], PAID, date(2019, 12, 31))
    assert early.reason is Reason.NOT_IN_FORCE
    (first,) = evaluate([pack(refund(standing=old_law))], PAID, date(2020, 1, 1))
    assert first.verdict is Verdict.PASS
    offered = "valid_from = 2020-01-01\nvalid_until = 2026-10-31"
    over = parse_pack(pack_text(refund()).replace("valid_from = 2020-01-01", offered), "over.toml")
    assert not over.can_be_pinned(DAY)
    (found,) = evaluate([over], PAID, DAY)
    assert found.verdict is Verdict.PASS


CALIFORNIA_OR_FRANCE = '[applies]\ncountries = ["FR"]\nsubdivisions = ["US-CA"]'


@pytest.mark.parametrize(
    ("where", "verdict", "missing"),
    [
        ({"country": "FR"}, Verdict.PASS, ()),
        ({"country": "US", "subdivision": "US-CA"}, Verdict.PASS, ()),
        ({"country": "US", "subdivision": "US-NY"}, Verdict.NOT_APPLICABLE, ()),
        ({"country": "DE"}, Verdict.NOT_APPLICABLE, ()),
        ({"country": "US"}, Verdict.NEEDS_HUMAN, ("subdivision",)),
        ({"country": "US", "subdivision": ""}, Verdict.NEEDS_HUMAN, ("subdivision",)),
        ({}, Verdict.NEEDS_HUMAN, ("country",)),
    ],
)
def test_a_law_reaches_its_own_places(
    where: dict[str, FactValue], verdict: Verdict, missing: tuple[str, ...]
) -> None:
    found = ask(refund(), where, top=CALIFORNIA_OR_FRANCE)
    assert (found.verdict, found.missing) == (verdict, missing)


def test_a_rule_may_have_a_narrower_reach_than_its_pack() -> None:
    narrow = refund(head='applies = { countries = ["DE"] }')
    assert ask(narrow, {"country": "FR"}, top=CALIFORNIA_OR_FRANCE).reason is Reason.ELSEWHERE
    assert ask(narrow, {"country": "DE"}, top=CALIFORNIA_OR_FRANCE).verdict is Verdict.PASS


def test_consumer_law_asks_whether_this_is_a_consumer() -> None:
    top = "[applies]\nconsumers_only = true"
    assert ask(refund(), {"consumer": True}, top=top).verdict is Verdict.PASS
    assert ask(refund(), {"consumer": False}, top=top).reason is Reason.NOT_PROTECTED
    assert ask(refund(), {}, top=top).missing == ("consumer",)


@pytest.mark.parametrize("name", ["charged_on", "cancelled_on", "paid_minor", "currency"])
def test_a_missing_fact_goes_to_a_person_by_name(name: str) -> None:
    facts = {key: value for key, value in PAID.items() if key != name}
    (found,) = evaluate([pack(refund())], facts, DAY)
    assert (found.verdict, found.missing) == (Verdict.NEEDS_HUMAN, (name,))
    assert found.refund_minor == 0


def test_a_fact_that_cannot_matter_is_not_asked_for() -> None:
    head = 'when = [{ fact = "consumer", is = true }, { fact = "consented", is = false }]'
    found = ask(refund(head=head), {"consumer": False})
    assert found.reason is Reason.CONDITIONS


def test_before_the_window_opens_there_is_nothing_to_decide() -> None:
    found = ask(refund(), {"cancelled_on": date(2026, 10, 31)})
    assert found.reason is Reason.NOT_YET_OPEN


def test_a_window_may_close_on_the_earliest_of_two_days() -> None:
    text = refund().replace(
        '"charged_on + P30D"', '{ earliest = ["charged_on + P30D", "first_recurring_charge_on"] }'
    )
    assert ask(text, {"first_recurring_charge_on": DAY}).last_day == DAY
    far = ask(text, {"first_recurring_charge_on": date(2027, 1, 1)})
    assert far.last_day == date(2026, 12, 1)
    assert ask(text).missing == ("first_recurring_charge_on",)


def test_a_roll_needs_to_know_where() -> None:
    text = refund(pay='roll = { to = "next_working_day", confidence = "P" }', last="P27D")
    assert ask(text).missing == ("country",)
    assert ask(text, {"country": "XX"}).missing == ("country",)
    assert ask(text, {"country": "DE"}).last_day == date(2026, 11, 30)


def test_money_does_not_wait_for_a_calendar() -> None:
    pay = 'pay = { after = "cancelled_on", business_days = [5, 7], same_means = true }'
    found = ask(refund(pay=pay))
    assert (found.verdict, found.refund_minor) == (Verdict.PASS, 1000)
    assert (found.pay_business_days, found.pay_from, found.pay_by) == ((5, 7), None, None)


@pytest.mark.parametrize(
    ("part", "kept"),
    [('share = "percent", percent = 33', 670), ('share = "unused_days"', 274)],
)
def test_parts_of_a_payment_add_up(part: str, kept: int) -> None:
    found = ask(refund(part=part), {"used_days": 100, "term_days": 365})
    assert (found.kept_minor, found.refund_minor) == (kept, 1000 - kept)


@given(paid=st.integers(0, 10**9), used=st.integers(-400, 1000), whole=st.integers(1, 800))
def test_what_is_kept_is_never_negative_and_never_above_what_was_paid(
    paid: int, used: int, whole: int
) -> None:
    facts: dict[str, FactValue] = {"paid_minor": paid, "used_days": used, "term_days": whole}
    found = ask(refund(part='share = "unused_days"'), facts)
    assert 0 <= found.refund_minor <= paid
    assert found.kept_minor + found.refund_minor == paid


def test_a_term_of_no_days_is_not_divided_by() -> None:
    found = ask(refund(part='share = "unused_days"'), {"used_days": 1, "term_days": 0})
    assert found.missing == ("term_days",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("charged_on", datetime(2026, 11, 1)),  # noqa: DTZ001
        ("charged_on", "2026-11-01"),
        ("paid_minor", 10.0),
        ("paid_minor", True),
        ("consumer", 1),
        ("cancelled_at", datetime(2026, 11, 1)),  # noqa: DTZ001
    ],
)
def test_a_fact_of_the_wrong_kind_is_the_callers_mistake(name: str, value: FactValue) -> None:
    with pytest.raises(FactError, match=f'The fact "{name}" must be a'):
        ask(refund(), {name: value})


def test_a_packs_own_facts_are_checked_too() -> None:
    with pytest.raises(FactError, match='"badge" must be a flag'):
        ask(refund(), {"badge": "yes"}, top='[facts]\nbadge = "flag"')
