"""Paid time that stood still is not used: what refunds, orders and unpaid bills reckon with."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fairwell.domain.named_facts import policy_facts
from fairwell.domain.paused_time import billed_end, days_used, pauses_until, served_until
from fairwell.domain.policy import Pack, parse_pack
from fairwell.domain.proration import Stretch
from fairwell.domain.refund_decision import decide_refund
from fairwell.domain.refund_request import OrderRefund, decide_order_refund
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.unpaid_part import unpaid_part_owed
from tests.domain.people import NOW, ZONE, someone

DAY = timedelta(days=1)
CHARGED = NOW - 100 * DAY
# Forty of the hundred days since.
PAUSE = Stretch(CHARGED + 20 * DAY, CHARGED + 60 * DAY)
PRO_RATA = parse_pack(
    """
schema = 1
id = "vendor-pro-rata"
version = 1
kind = "vendor"
valid_from = 2020-01-01

[title]
en = "Unused days go back"
de = "Ungenutzte Tage gehen zurück"

[[rules]]
id = "unused"
verb = "refund"
source = "Vendor's terms"
confidence = "P"
verified_on = 2026-11-21
status = "in_force"
in_force_from = 2020-01-01

[rules.refund]
asked = "cancelled_on"
opens = "charged_on"
base = "charge"
parts = [{ share = "unused_days", text = "part" }]
ends_service = true

[rules.texts.en]
part = "{used_days} of {term_days} days are used."

[rules.texts.de]
part = "{used_days} von {term_days} Tagen sind genutzt."
""",
    "vendor-pro-rata.toml",
)


def anna(**change: Any) -> SubscriptionFacts:
    """A year for 79.99, charged a hundred days ago."""
    return someone(charged=CHARGED, **change)


def rested(**change: Any) -> SubscriptionFacts:
    """The same, once the pause is over and has moved the year's end."""
    facts = anna(pauses=(PAUSE,))
    return replace(facts, current_period_end=facts.current_period_end + PAUSE.length, **change)


def resting() -> SubscriptionFacts:
    """The same in the pause, which has moved nothing yet."""
    return anna(service="paused", paused_at=PAUSE.start, resume_at=PAUSE.end)


def back(facts: SubscriptionFacts, at: Any = NOW, *packs: Pack) -> int:
    """What ending it gives back."""
    return decide_refund(facts, packs or (PRO_RATA,), at=at).total_minor


def test_days_of_a_pause_are_not_used() -> None:
    assert back(anna()) == 7_999 - 2_192  # 100 of 365 days
    assert back(rested()) == 7_999 - 1_315  # 60 of them
    said = policy_facts(rested(), rested().charges[0], NOW)
    assert (said["used_days"], said["term_days"]) == (60, 365)
    contract = policy_facts(rested(), None, NOW)
    assert (contract["used_days"], contract["term_days"]) == (60, 365)


@pytest.mark.parametrize("days", [0, 1, 39])
def test_in_the_pause_nothing_more_is_used_from_day_to_day(days: int) -> None:
    at = PAUSE.start + days * DAY

    assert back(resting(), at) == back(anna(), PAUSE.start) == 7_999 - 438
    assert policy_facts(resting(), None, at)["used_days"] == 20


def test_going_on_goes_on_counting_where_it_stood() -> None:
    assert back(rested(), PAUSE.end) == back(resting(), PAUSE.end - DAY)
    assert back(rested(), PAUSE.end + DAY) < back(rested(), PAUSE.end)


def test_a_pause_after_the_question_is_none_yet() -> None:
    assert back(rested(), PAUSE.start - DAY) == back(anna(), PAUSE.start - DAY)
    assert pauses_until(rested(), PAUSE.start) == ()
    assert pauses_until(resting(), PAUSE.start + DAY) == (Stretch(PAUSE.start, PAUSE.start + DAY),)


def test_the_order_of_a_term_that_a_pause_has_moved_is_still_of_the_running_term() -> None:
    """On day 380 of 365 billed and 405 moved ones a refund still ends the service."""
    at = CHARGED + 380 * DAY

    late = decide_order_refund(rested(), (PRO_RATA,), order_number="Q-1", at=at)

    assert isinstance(late, OrderRefund)
    assert (late.ends_service, late.refund.total_minor) == (True, 7_999 - 7_451)  # 340 days used
    without = decide_order_refund(anna(), (PRO_RATA,), order_number="Q-1", at=at)
    assert isinstance(without, Refusal)
    assert back(rested(), CHARGED + 405 * DAY) == 0


def test_what_was_billed_is_known_though_the_end_has_moved() -> None:
    facts = rested()
    charge = facts.charges[0]

    assert billed_end(facts) == charge.period_end
    assert served_until(facts, charge.period_start, charge.period_end, at=NOW) == (
        facts.current_period_end
    )
    assert days_used(facts, charge.period_start, charge.period_end, at=NOW) == (60, 365)


def test_a_pause_between_two_terms_moves_neither() -> None:
    """It began with the end of the last term: the new one has its own days."""
    gap = Stretch(CHARGED - 30 * DAY, CHARGED)
    facts = anna(pauses=(gap,))

    assert back(facts) == back(anna())
    assert billed_end(facts) == facts.current_period_end


def test_an_unpaid_term_owes_nothing_for_a_pause() -> None:
    charge = anna().charges[0]
    asked = {
        "total_minor": 7_999,
        "period_start": charge.period_start,
        "period_end": charge.period_end,
        "ends_at": NOW,
        "refund_if_paid_minor": 0,
        "zone": ZONE,
    }

    assert unpaid_part_owed(**asked) == 2_192
    assert unpaid_part_owed(**asked, pauses=(PAUSE,)) == 1_315
