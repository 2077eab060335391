"""Refunds, fees and end dates worked by hand from several laws, on packs drafted for them."""

from datetime import date

from fairwell.domain.policy import Verdict
from fairwell.domain.term import Term
from tests.domain.policy.drafts import DAY, ask, pack, rule

YEARLY = Term.parse("P1Y")


def test_new_york_refunds_the_rest_of_a_term_whose_price_rose_without_consent() -> None:
    new_york = pack(
        rule(
            "price-rise",
            """
            when = [{ fact = "consented", is = false }]
            [rules.refund]
            asked = "cancelled_on"
            opens = "raised_charge_on"
            last_day = "raised_charge_on + P14D"
            base = "charge"
            ends_service = true
            [[rules.refund.parts]]
            share = "unused_days"
            used = ["raised_charge_on", "cancelled_on"]
            whole = ["raised_charge_on", "raised_charge_on + term"]
            """,
            verb="refund",
            says={"granted": "You get {refund} of {base} back.", "late": "Over on {last_day}."},
        )
    )
    facts = {
        "term": YEARLY,
        "paid_minor": 15000,
        "currency": "USD",
        "raised_charge_on": date(2027, 1, 10),
        "cancelled_on": date(2027, 1, 22),
    }
    found = ask(new_york, "price-rise", consented=False, **facts)
    assert (found.day, found.refund_minor, found.kept_minor) == (12, 14507, 493)
    assert found.last_day == date(2027, 1, 24)
    agreed = ask(new_york, "price-rise", consented=True, **facts)
    assert agreed.verdict is Verdict.NOT_APPLICABLE


GERMAN_TERM = pack(
    rule(
        "DE-309.9",
        """
        [rules.end_date]
        notify_by = "starts_on + first_term - P1D - P1M"
        [[rules.end_date.cases]]
        when = [{ fact = "compliant_button", is = false }]
        on = "notice_on"
        text = "at_once"
        [[rules.end_date.cases]]
        when = [{ fact = "notice_on", on_or_before = "starts_on + first_term - P1D - P1M" }]
        on = "starts_on + first_term - P1D"
        [[rules.end_date.cases]]
        on = "notice_on + P1M"
        """,
        verb="terminate",
        says={"granted": "Ends on {ends_on}.", "at_once": "Ends at once, on {ends_on}."},
    ),
    top='[applies]\ncountries = ["DE"]\n[facts]\ncompliant_button = "flag"',
)


def test_a_german_contract_given_notice_too_late_runs_one_month_longer() -> None:
    facts = {
        "country": "DE",
        "first_term": Term.parse("P12M"),
        "starts_on": date(2026, 1, 15),
        "compliant_button": True,
    }
    found = ask(GERMAN_TERM, "DE-309.9", notice_on=date(2026, 12, 20), **facts)
    assert (found.last_day, found.ends_on) == (date(2026, 12, 14), date(2027, 1, 20))
    in_time = ask(GERMAN_TERM, "DE-309.9", notice_on=date(2026, 12, 14), **facts)
    assert in_time.ends_on == date(2027, 1, 14)
    no_button = ask(
        GERMAN_TERM,
        "DE-309.9",
        notice_on=date(2026, 12, 20),
        **(facts | {"compliant_button": False}),
    )
    assert no_button.ends_on == date(2026, 12, 20)


def test_a_french_renewal_without_notice_is_refunded_for_its_unused_days() -> None:
    france = pack(
        rule(
            "FR-TACIT",
            """
            when = [{ fact = "notice_sent", is = false }]
            [rules.refund]
            asked = "ended_on"
            opens = "renewed_on"
            base = "charge"
            ends_service = true
            pay = { after = "ended_on", within = "P30D", same_means = false }
            [[rules.refund.parts]]
            share = "unused_days"
            used = ["renewed_on", "ended_on"]
            whole = ["renewed_on", "renewed_on + term"]
            """,
            verb="refund",
            says={"granted": "You get {refund} back by {pay_by}; we keep {kept}."},
        )
    )
    found = ask(
        france,
        "FR-TACIT",
        term=YEARLY,
        paid_minor=9600,
        currency="EUR",
        renewed_on=date(2026, 10, 1),
        notice_sent=False,
        ended_on=DAY,
    )
    assert (found.kept_minor, found.refund_minor) == (1341, 8259)
    assert (found.pay_by, found.last_day) == (date(2026, 12, 21), None)


def test_a_brazilian_regret_gives_back_the_inflation_adjusted_sum() -> None:
    brazil = pack(
        rule(
            "BR-49",
            """
            [rules.refund]
            asked = "withdrawn_on"
            opens = "concluded_on"
            last_day = "concluded_on + P7D"
            base = "indexed_contract"
            parts = [{ share = "all" }]
            ends_service = true
            """,
            verb="withdraw",
            says={"granted": "You get {refund} back.", "late": "Over on {last_day}."},
        )
    )
    facts = {"concluded_on": DAY, "withdrawn_on": DAY, "currency": "BRL"}
    found = ask(brazil, "BR-49", contract_paid_minor=10000, **facts)
    assert found.missing == ("indexed_contract_paid_minor",), "nobody guesses the index"
    found = ask(brazil, "BR-49", indexed_contract_paid_minor=10042, **facts)
    assert found.refund_minor == 10042


def test_an_early_termination_fee_is_half_of_the_instalments_not_yet_due() -> None:
    vendor = pack(
        rule(
            "fee",
            """
            when = [{ fact = "cancelled_on", after = "starts_on + P14D" }]
            [rules.fee]
            percent = 50
            of = "remaining_minor"
            ends_on = "access_until"
            """,
            verb="terminate",
            says={"owed": "{fee} of {base} is owed; access until {ends_on}."},
        ),
        kind="vendor",
    )
    facts = {
        "term": YEARLY,
        "instalments": 12,
        "instalment_minor": 5999,
        "currency": "USD",
        "starts_on": date(2026, 6, 10),
    }
    found = ask(vendor, "fee", cancelled_on=DAY, **facts)
    assert (found.base_minor, found.fee_minor) == (35994, 17997)
    assert found.ends_on == date(2026, 12, 9)
    on_a_due_day = ask(vendor, "fee", cancelled_on=date(2026, 11, 10), **facts)
    assert (on_a_due_day.base_minor, on_a_due_day.ends_on) == (35994, date(2026, 12, 9))
    fewer = ask(vendor, "fee", cancelled_on=DAY, remaining_minor=5999, **facts)
    assert fewer.fee_minor == 3000, "a fact that is given is not derived again"
    early = ask(vendor, "fee", cancelled_on=date(2026, 6, 24), **facts)
    assert early.verdict is Verdict.NOT_APPLICABLE
