"""A finding in people's words."""

from datetime import date

import pytest

from fairwell.domain.policy import Formats, Reason, Verdict, evaluate, explain
from fairwell.domain.policy.explain import _NOT_APPLICABLE
from tests.domain.policy.drafts import LANGUAGES, PLAIN, pack, rule, shipped

BERLIN = Formats(
    day=lambda day: f"{day:%d.%m.%Y}",
    money=lambda minor, currency: f"{minor // 100},{minor % 100:02} {currency}",
    instant=lambda instant: f"{instant:%d.%m.%Y %H:%M}",
)
DAY = date(2026, 11, 21)


def test_greta_reads_dates_and_money_as_she_writes_them() -> None:
    eu = shipped("eu-withdrawal")
    facts = {
        "country": "DE",
        "consumer": True,
        "concluded_on": DAY,
        "withdrawn_on": date(2026, 12, 1),
        "informed_of_withdrawal": True,
        "early_start_requested": True,
        "contract_paid_minor": 12000,
        "currency": "EUR",
        "used_days": 10,
        "term_days": 365,
    }
    found = evaluate([eu], facts, date(2026, 12, 1))[0]
    said = explain(found, eu, "de", BERLIN)
    assert "bis zum 07.12.2026" in said
    assert "behalten wir 3,29 EUR für 10 von 365 Tagen" in said
    assert "116,71 EUR von 120,00 EUR bis zum 15.12.2026" in said


def test_a_language_that_a_pack_lacks_is_answered_in_english() -> None:
    vendor = shipped("vendor-none")
    facts = {"charged_on": DAY, "cancelled_on": DAY, "renews_on": date(2027, 11, 21)}
    found = evaluate([vendor], facts, DAY)[0]
    assert explain(found, vendor, "fr", PLAIN) == explain(found, vendor, "en", PLAIN)


def test_who_must_help_is_told_what_is_missing() -> None:
    vendor = shipped("vendor-none")
    found = evaluate([vendor], {"cancelled_on": DAY}, DAY)[0]
    assert found.verdict is Verdict.NEEDS_HUMAN
    said = explain(found, vendor, "en", PLAIN)
    assert said == "A person has to look at this first. Not known yet: charged_on."
    assert "charged_on" in explain(found, vendor, "es", PLAIN)


def test_a_rule_for_others_says_why_it_is_silent() -> None:
    eu = shipped("eu-withdrawal")
    found = evaluate([eu], {"country": "US"}, DAY)[0]
    assert explain(found, eu, "en", PLAIN) == "This rule is for other places than yours."
    assert explain(found, eu, "de", PLAIN) == "Diese Regel gilt an Ihrem Ort nicht."


def test_every_reason_has_words_in_every_language() -> None:
    assert set(_NOT_APPLICABLE) == set(Reason) - {Reason.NONE}
    assert all(set(words) == set(LANGUAGES) for words in _NOT_APPLICABLE.values())


def test_a_finding_is_not_explained_by_another_version() -> None:
    vendor, other = shipped("vendor-none"), shipped("vendor-60-annual")
    found = evaluate([vendor], {}, DAY)[0]
    with pytest.raises(ValueError, match="load the version that decided"):
        explain(found, other, "en", PLAIN)


def test_a_number_of_days_is_not_written_as_money() -> None:
    text = rule(
        "fee",
        '[rules.fee]\npercent = 50\nof = "remaining_minor"',
        verb="terminate",
        says={"owed": "{fee} of {base}"},
    )
    vendor = pack(text)
    found = evaluate([vendor], {"remaining_minor": 999, "currency": "EUR"}, DAY)[0]
    assert explain(found, vendor, "en", PLAIN) == "500 EUR of 999 EUR"
