"""Notices and deadlines worked by hand from several laws, each on a pack drafted for it."""

from datetime import UTC, date, datetime

from fairwell.domain.policy import Finding, Verdict, evaluate, notice_windows
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.term import Term
from tests.domain.policy.drafts import DAY, ask, notice, pack, rule

YEARLY = Term.parse("P1Y")

CALIFORNIA = pack(
    notice(
        "renewal",
        "renews_on - P45D",
        "renews_on - P15D",
        when='when = [{ fact = "term", at_least = "P1Y" }]',
    ),
    notice(
        "trial",
        "trial_ends_on - P21D",
        "trial_ends_on - P3D",
        when='when = [{ fact = "trial_days", more_than = 31 }]',
    ),
    notice("price", "fee_change_on - P30D", "fee_change_on - P7D"),
    rule(
        "proof",
        '[rules.deadline]\nkeep_until = { latest = ["consent_on + P3Y", "ended_on + P1Y"] }\n'
        'done = "proof_deleted_on"',
        verb="record",
        says={"duty": "Keep the proof of consent until {last_day}."},
    ),
    rule(
        "voicemail",
        '[rules.deadline]\nby = "voicemail_on + 1 business day"\ndone = "handled_on"',
        verb="provide",
        says={"duty": "Handle the message of {voicemail_on} by {last_day}."},
    ),
    pack_id="CA",
    top='[applies]\nsubdivisions = ["US-CA"]',
)


def in_california(rule_id: str, **facts: FactValue) -> Finding:
    """What California's draft says."""
    return ask(CALIFORNIA, rule_id, country="US", subdivision="US-CA", **facts)


def test_california_wants_a_notice_15_to_45_days_before_an_annual_renewal() -> None:
    found = in_california("renewal", term=YEARLY, renews_on=date(2027, 3, 1))
    assert (found.opens_on, found.last_day) == (date(2027, 1, 15), date(2027, 2, 14))
    assert found.verdict is Verdict.DUE
    late = in_california(
        "renewal", term=YEARLY, renews_on=date(2027, 3, 1), notice_sent_on=date(2027, 2, 20)
    )
    assert late.verdict is Verdict.FAIL


def test_california_wants_a_notice_before_a_long_trial_ends_and_none_for_a_short_one() -> None:
    found = in_california("trial", trial_days=45, starts_on=date(2026, 12, 1))
    assert (found.opens_on, found.last_day) == (date(2026, 12, 25), date(2027, 1, 12))
    assert found.params["trial_ends_on"] == date(2027, 1, 15)
    short = in_california("trial", trial_days=31, starts_on=date(2026, 12, 1))
    assert short.verdict is Verdict.NOT_APPLICABLE


def test_california_wants_a_notice_7_to_30_days_before_a_fee_change() -> None:
    found = in_california("price", fee_change_on=date(2027, 2, 1))
    assert (found.opens_on, found.last_day) == (date(2027, 1, 2), date(2027, 1, 25))


def test_four_states_share_one_notice_and_france_narrows_it() -> None:
    facts = {"term": YEARLY, "renews_on": date(2027, 3, 1), "cancel_deadline": date(2027, 3, 1)}
    drafts = [
        pack(notice("renewal", "renews_on - P45D", "renews_on - P15D"), pack_id="CA"),
        pack(notice("renewal", "renews_on - P40D", "renews_on - P25D"), pack_id="CO"),
        pack(notice("renewal", "cancel_deadline - P30D", "cancel_deadline - P5D"), pack_id="MA"),
        pack(notice("renewal", "cancel_deadline - P45D", "cancel_deadline - P15D"), pack_id="NY"),
    ]
    (shared,) = notice_windows(evaluate(drafts, facts, DAY))
    assert (shared.opens_on, shared.last_day) == (date(2027, 1, 30), date(2027, 2, 4))
    assert {pack_id for pack_id, _ in shared.rules} == {"CA", "CO", "MA", "NY"}
    assert shared.contents == ("price", "how to cancel")

    drafts.append(
        pack(notice("tacit", "cancel_deadline - P3M", "cancel_deadline - P1M"), pack_id="FR")
    )
    (shared,) = notice_windows(evaluate(drafts, facts, DAY))
    assert (shared.opens_on, shared.last_day) == (date(2027, 1, 30), date(2027, 2, 1))


def test_two_card_networks_leave_a_single_day_for_the_trial_reminder() -> None:
    networks = [
        pack(notice("trial", None, "trial_ends_on - P7D"), pack_id="VISA"),
        pack(notice("trial", "trial_ends_on - P7D", "trial_ends_on - P3D"), pack_id="MC"),
    ]
    found = evaluate(networks, {"trial_ends_on": date(2026, 12, 15)}, DAY)
    (shared,) = notice_windows(found)
    assert (shared.opens_on, shared.last_day) == (date(2026, 12, 8), date(2026, 12, 8))


def test_proof_of_consent_is_kept_for_the_longer_of_two_times() -> None:
    facts = {"consent_on": date(2025, 8, 1), "ended_on": DAY}
    found = in_california("proof", **facts)
    assert (found.last_day, found.verdict) == (date(2028, 8, 1), Verdict.DUE)
    too_soon = in_california("proof", proof_deleted_on=date(2028, 8, 1), **facts)
    assert too_soon.verdict is Verdict.FAIL
    after = in_california("proof", proof_deleted_on=date(2028, 8, 2), **facts)
    assert after.verdict is Verdict.PASS


def test_a_debit_is_announced_a_day_ahead_to_the_hour() -> None:
    india = pack(
        rule(
            "IN-RBI",
            '[rules.deadline]\nby = "debit_at - PT24H"\ndone = "notified_at"',
            says={"duty": "Tell the customer by {by}."},
        )
    )
    debit_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    found = ask(india, "IN-RBI", debit_at=debit_at)
    assert found.by == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert found.verdict is Verdict.DUE
    told = ask(india, "IN-RBI", debit_at=debit_at, notified_at=found.by)
    assert told.verdict is Verdict.PASS
    missed = ask(india, "IN-RBI", on=date(2026, 12, 1), debit_at=debit_at)
    assert missed.verdict is Verdict.FAIL


def test_a_voicemail_of_a_friday_is_handled_by_monday() -> None:
    found = in_california("voicemail", voicemail_on=date(2026, 12, 4))
    assert found.last_day == date(2026, 12, 7)


def test_a_law_that_is_not_in_force_yet_says_nothing() -> None:
    united_kingdom = pack(
        rule(
            "UK-DMCC",
            '[rules.notice]\nlast_day = "renews_on - P3D"\nsent = "notice_sent_on"',
            standing='status = "prospective"\nin_force_from = 2027-04-01',
            says={"duty": "Send a reminder by {last_day}."},
        ),
        top='[applies]\ncountries = ["GB"]',
    )
    found = ask(united_kingdom, "UK-DMCC", country="GB", renews_on=date(2027, 3, 1))
    assert found.verdict is Verdict.NOT_APPLICABLE
    # An expected date is no law either: someone has to look and change the pack.
    later = ask(united_kingdom, "UK-DMCC", on=date(2027, 6, 1), country="GB")
    assert later.verdict is Verdict.NOT_APPLICABLE
