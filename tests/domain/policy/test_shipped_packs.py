"""The packs that come with the product, on subscriptions of Greta in Berlin and others."""

import re
from datetime import UTC, date, datetime

import pytest

from fairwell.domain.business_days import BusinessCalendar
from fairwell.domain.policy import Finding, Kind, Reason, Verdict, evaluate, explain
from fairwell.domain.term import Term
from tests.domain.policy.drafts import LANGUAGES, PACKS, PLAIN, shipped

SHIPPED = sorted(path.stem for path in PACKS.glob("*.toml"))

GRETA = {
    "country": "DE",
    "consumer": True,
    "concluded_on": date(2026, 11, 21),
    "informed_of_withdrawal": True,
    "early_start_requested": True,
    "contract_paid_minor": 12000,
    "currency": "EUR",
    "term_days": 365,
}


def withdraw(on: date, **changes: object) -> Finding:
    """What the European pack says when Greta withdraws on that day."""
    used = (on - date(2026, 11, 21)).days
    facts = GRETA | {"withdrawn_on": on, "used_days": used} | changes
    return evaluate([shipped("eu-withdrawal")], facts, on)[0]


def cancel(term: str, charged_on: date, cancelled_on: date) -> Finding:
    """What the 60-day policy says about money."""
    facts = {
        "country": "US",
        "term": Term.parse(term),
        "charged_on": charged_on,
        "cancelled_on": cancelled_on,
        "paid_minor": 8999,
        "currency": "USD",
    }
    found = evaluate([shipped("vendor-60-annual")], facts, cancelled_on)
    (spoke,) = [
        finding
        for finding in found
        if finding.effect == "refund" and finding.verdict is not Verdict.NOT_APPLICABLE
    ]
    return spoke


def test_the_fourteenth_day_is_a_saturday_so_the_last_day_is_monday() -> None:
    found = withdraw(date(2026, 12, 7))
    assert found.natural_last_day == date(2026, 12, 5)
    assert found.last_day == date(2026, 12, 7)
    assert found.verdict is Verdict.PASS
    assert found.confidence == "M", "the roll is unverified and must be shown as such"
    assert withdraw(date(2026, 12, 8)).verdict is Verdict.FAIL


def test_a_right_that_rolls_nowhere_is_as_sure_as_its_source() -> None:
    found = withdraw(date(2026, 12, 1), concluded_on=date(2026, 11, 23))
    assert found.last_day == found.natural_last_day == date(2026, 12, 7)
    assert found.confidence == "S"


def test_an_early_start_asked_for_costs_the_days_used() -> None:
    found = withdraw(date(2026, 12, 1))
    assert (found.kept_minor, found.refund_minor) == (329, 11671)
    assert found.pay_by == date(2026, 12, 15)
    assert found.same_means
    assert found.ends_service
    assert found.ends_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    "change", [{"early_start_requested": False}, {"informed_of_withdrawal": False}]
)
def test_without_a_request_or_without_information_nothing_is_kept(change: dict[str, bool]) -> None:
    found = withdraw(date(2026, 12, 1), **change)
    assert (found.kept_minor, found.refund_minor) == (0, 12000)


def test_who_was_never_told_has_twelve_months_more() -> None:
    found = withdraw(date(2027, 9, 1), informed_of_withdrawal=False)
    assert found.natural_last_day == date(2027, 12, 5)
    assert found.verdict is Verdict.PASS


def test_the_right_is_for_consumers_in_the_union() -> None:
    assert withdraw(date(2026, 12, 1), country="US").reason is Reason.ELSEWHERE
    assert withdraw(date(2026, 12, 1), consumer=False).reason is Reason.NOT_PROTECTED
    assert withdraw(date(2026, 12, 1), country="").missing == ("country",)


def test_annual_term_cancelled_on_day_57_is_refunded_in_full() -> None:
    found = cancel("P1Y", date(2026, 9, 25), date(2026, 11, 21))
    assert (found.verdict, found.day, found.refund_minor) == (Verdict.PASS, 57, 8999)
    assert found.last_day == date(2026, 11, 24)
    assert found.pay_business_days == (5, 7)
    # Thanksgiving, 26 November, is no business day.
    assert (found.pay_from, found.pay_by) == (date(2026, 11, 30), date(2026, 12, 2))


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    assert cancel("P1Y", date(2026, 9, 25), date(2026, 11, 24)).refund_minor == 8999
    late = cancel("P1Y", date(2026, 9, 25), date(2026, 11, 25))
    assert (late.verdict, late.refund_minor, late.ends_service) == (Verdict.FAIL, 0, False)


def test_a_monthly_term_is_not_refunded_and_says_so() -> None:
    found = cancel("P1M", date(2026, 11, 1), date(2026, 11, 16))
    assert (found.verdict, found.refund_minor, found.ends_service) == (Verdict.PASS, 0, False)
    assert "are not refunded" in explain(found, shipped("vendor-60-annual"), "en", PLAIN)


@pytest.mark.parametrize(
    ("term", "rule_id"),
    [
        ("P1Y", "annual-60-days"),
        ("P24M", "annual-60-days"),
        ("P365D", "annual-60-days"),
        ("P52W", "shorter-terms-none"),
        ("P11M", "shorter-terms-none"),
    ],
)
def test_every_term_is_either_annual_or_shorter(term: str, rule_id: str) -> None:
    assert cancel(term, date(2026, 9, 25), date(2026, 11, 21)).rule_id == rule_id


def test_the_vendor_without_refunds_leaves_the_service_running() -> None:
    facts = {
        "charged_on": date(2026, 9, 25),
        "cancelled_on": date(2026, 11, 21),
        "renews_on": date(2027, 9, 25),
    }
    money, renewal = evaluate([shipped("vendor-none")], facts, date(2026, 11, 21))
    assert (money.refund_minor, money.ends_service) == (0, False)
    assert renewal.ends_on == date(2027, 9, 24)


def test_a_confirmation_is_owed_within_24_hours() -> None:
    at = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    found = evaluate([shipped("vendor-60-annual")], {"cancelled_at": at}, date(2026, 11, 21))[-1]
    assert (found.verdict, found.by) == (Verdict.DUE, datetime(2026, 11, 22, 18, 30, tzinfo=UTC))


def test_the_withdrawal_page_is_held_to_the_directive() -> None:
    page = {
        "country": "FR",
        "consumer": True,
        "withdrawal_function_shown": True,
        "withdrawal_fields": ("name", "contract", "contact"),
        "withdrawal_confirmed_separately": True,
        "withdrawal_acknowledged_durably": True,
    }
    eu = shipped("eu-withdrawal")
    today = date(2026, 11, 22)
    good = evaluate([eu], page, today)
    assert [found.verdict for found in good[1:]] == [Verdict.PASS, Verdict.NOT_APPLICABLE]
    nosy = evaluate([eu], page | {"withdrawal_fields": ("name", "reason")}, today)
    assert nosy[1].verdict is Verdict.FAIL
    assert nosy[1].failed == ("withdrawal_fields only ['name', 'contract', 'contact']",)
    before = evaluate([eu], page, date(2026, 6, 18))
    assert before[1].reason is Reason.NOT_IN_FORCE


def test_the_buttons_carry_the_words_of_the_law() -> None:
    labels = shipped("eu-withdrawal").rule("EU-11a").labels
    assert dict(labels["en"]) == {
        "open": "Withdraw from contract here",
        "confirm": "Confirm withdrawal",
    }
    german = shipped("eu-withdrawal").rule("DE-356a").labels["de"]
    assert dict(german) == {"open": "Vertrag widerrufen", "confirm": "Widerruf bestätigen"}
    assert set(labels) == set(LANGUAGES)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_is_complete_and_says_how_sure_it_is(name: str) -> None:
    pack = shipped(name)
    assert pack.id == name
    for rule in pack.rules:
        assert rule.source
        assert rule.verified_on <= date(2026, 11, 22)
        assert set(rule.texts) == set(pack.kind.languages)
        if pack.kind is Kind.STATUTORY:
            assert rule.reach.countries, "a law is of somewhere"
        for language, texts in rule.texts.items():
            for key, text in texts.items():
                same_words = re.findall(r"{(\w+)}", rule.texts["en"][key])
                assert set(re.findall(r"{(\w+)}", text)) == set(same_words), (language, key)


def test_every_text_of_the_european_pack_reads_as_a_sentence() -> None:
    eu = shipped("eu-withdrawal")
    cases = [
        withdraw(date(2026, 12, 1)),
        withdraw(date(2026, 12, 1), early_start_requested=False),
        withdraw(date(2026, 12, 9)),
    ]
    for language in LANGUAGES:
        for found in cases:
            said = explain(found, eu, language, PLAIN)
            assert "{" not in said
            assert "2026-12-07" in said
            assert said.endswith(".")


def test_a_working_day_in_every_member_state_is_known() -> None:
    for country in shipped("eu-withdrawal").rules[0].reach.countries:
        assert not BusinessCalendar(country).is_working_day(date(2026, 12, 25))
