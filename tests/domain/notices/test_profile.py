"""One answer of the packs for all subscriptions that they treat alike, and never for another."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.notices import NoticeKind, notice_profile, unplanned
from fairwell.domain.notices.subject import named_facts
from fairwell.domain.policy import evaluate, notice_windows
from fairwell.domain.policy.effects import NoticeEffect
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.term import Term
from tests.domain.notices.drafts import ALL, CA, CO, day, everywhere, yearly
from tests.domain.policy.drafts import notice, rule

RENEWAL = NoticeKind.RENEWAL_REMINDER
TODAY = date(2026, 11, 21)
BASE: dict[str, FactValue] = {
    "country": "US",
    "subdivision": "US-CA",
    "consumer": True,
    "term": Term.parse("P1Y"),
    "first_term": Term.parse("P1Y"),
    "renews_on": date(2027, 3, 1),
    "cancel_deadline": date(2027, 3, 1),
}


def test_subscriptions_that_differ_only_in_what_no_rule_names_share_the_answer() -> None:
    one = notice_profile(ALL, RENEWAL, BASE | {"price_minor": 999}, on=TODAY)
    other = notice_profile(list(ALL), RENEWAL, BASE | {"price_minor": 7_999}, on=TODAY)
    assert one is other


@given(
    place=st.sampled_from(["US-CA", "US-NY", "US-CO", "US-MA", "US-OH", "FR-IDF", "ES-MD"]),
    term=st.sampled_from(["P1Y", "P6M", "P1M", "P30D"]),
    first_term=st.sampled_from(["P2Y", "P1Y", "P3M"]),
    renews_on=st.dates(date(2026, 10, 1), date(2027, 6, 1)),
    on=st.dates(date(2026, 10, 1), date(2027, 6, 1)),
)
def test_a_shared_answer_is_the_one_that_asking_anew_gives(
    place: str, term: str, first_term: str, renews_on: date, on: date
) -> None:
    facts: dict[str, FactValue] = {
        "country": place[:2],
        "subdivision": place,
        "consumer": True,
        "term": Term.parse(term),
        "first_term": Term.parse(first_term),
        "renews_on": renews_on,
        "cancel_deadline": renews_on,
        "trial_days": 45,
        "price_minor": 999,
    }
    about_renewal = {
        (pack.id, each.id)
        for pack in ALL
        for each in pack.rules
        if isinstance(each.effect, NoticeEffect)
        and each.effect.last_day.facts <= {"renews_on", "cancel_deadline"}
    }
    findings = [f for f in evaluate(ALL, facts, on) if (f.pack_id, f.rule_id) in about_renewal]
    assert notice_profile(ALL, RENEWAL, facts, on=on).windows == notice_windows(findings)


def test_a_fact_that_only_moves_a_date_counts_too() -> None:
    by_term = everywhere(notice("by-term", "renews_on - term", "renews_on - P1D"), pack_id="T")
    opens = [
        notice_profile([by_term], RENEWAL, BASE | {"term": Term.parse(term)}, on=TODAY)
        .windows[0]
        .opens_on
        for term in ("P1Y", "P1M")
    ]
    assert opens == [date(2026, 3, 1), date(2027, 2, 1)]


def test_a_condition_inside_another_counts_too() -> None:
    when = (
        "when = [{ any = [{ all = [{ fact = 'trial_days', more_than = 31 }] },"
        " { fact = 'concluded_on', before = 'renews_on - P1Y' }] }]"
    )
    nested = everywhere(notice("n", "renews_on - P9D", "renews_on - P1D", when=when), pack_id="N")
    for trial_days, concluded_on, applies in [
        (45, date(2026, 6, 1), True),
        (5, date(2026, 6, 1), False),
        (5, date(2026, 2, 28), True),
    ]:
        facts = BASE | {"trial_days": trial_days, "concluded_on": concluded_on}
        assert bool(notice_profile([nested], RENEWAL, facts, on=TODAY).windows) is applies


def test_another_version_of_a_pack_is_asked_itself() -> None:
    earlier = everywhere(notice("n", "renews_on - P9D", "renews_on - P1D"), pack_id="N")
    later = everywhere(notice("n", "renews_on - P8D", "renews_on - P1D"), pack_id="N")
    opens = [
        notice_profile([p], RENEWAL, BASE, on=TODAY).windows[0].opens_on for p in (earlier, later)
    ]
    assert opens == [date(2027, 2, 20), date(2027, 2, 21)]


def test_a_law_speaks_from_the_day_it_is_in_force() -> None:
    coming = everywhere(
        rule(
            "n",
            '[rules.notice]\nlast_day = "renews_on - P7D"\nsent = "notice_sent_on"',
            says={"duty": "By {last_day}."},
            standing='status = "in_force"\nin_force_from = 2027-01-01',
        ),
        pack_id="N",
    )
    assert notice_profile([coming], RENEWAL, BASE, on=date(2026, 12, 31)).windows == ()
    assert len(notice_profile([coming], RENEWAL, BASE, on=date(2027, 1, 1)).windows) == 1


def test_a_notice_that_nothing_brings_about_is_pointed_out() -> None:
    strange = everywhere(notice("strange", None, "proof_deleted_on + P1D"), pack_id="S")
    mixed = everywhere(notice("fixed", None, "2027-01-01"), pack_id="F")
    assert unplanned([CA, strange, CO, mixed]) == (("S", "strange"), ("F", "fixed"))


def test_the_subject_names_what_the_rules_ask_for() -> None:
    named = named_facts(yearly(first_term="P2Y", named={"accepted_online": True}), day(11, 21))
    assert named["first_term"] == Term.parse("P2Y")
    assert named["accepted_online"] is True
    assert named["renews_on"] == named["cancel_deadline"] == date(2027, 3, 1)
