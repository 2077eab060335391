"""No end comes before a contract's earliest one, but where a right lets somebody go."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.cancellation import Ending, date_range, decide_cancellation
from fairwell.domain.coming_bills import Outlook
from fairwell.domain.contract import earliest_end, held_until
from fairwell.domain.policy import Pack, parse_pack
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import RenewalSwitch, decide_renewal_off
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, last_day, period_bounds
from fairwell.domain.withdrawal import decide_withdrawal
from tests.domain import due as dues
from tests.domain.people import EU, NONE, NOW, SIXTY, ZONE, someone
from tests.domain.test_contract import FIRST_END, dora

DAY = timedelta(days=1)
LAST_DAY = last_day(FIRST_END, ZONE)


def answer(
    facts: SubscriptionFacts,
    choice: str = "now",
    packs: tuple[Pack, ...] = NONE,
    *,
    at: datetime = NOW,
    on_date: date | None = None,
) -> Ending | Refusal:
    return decide_cancellation(facts, packs, choice=choice, at=at, on_date=on_date)  # type: ignore[arg-type]


def leaves(end_date: str, kind: str = "statutory") -> Pack:
    """A pack by whose rule the contract can be terminated on that day."""
    languages = ("en", "de", "fr", "es") if kind == "statutory" else ("en", "de")
    titles = "\n".join(f'{language} = "May leave"' for language in languages)
    texts = "\n".join(
        f'[rules.texts.{language}]\ngranted = "It ends on {{ends_on}}."' for language in languages
    )
    return parse_pack(
        f"""
schema = 1
id = "may-leave"
version = 1
kind = "{kind}"
valid_from = 2020-01-01
[title]
{titles}
[[rules]]
id = "leave"
verb = "terminate"
source = "A law"
confidence = "P"
verified_on = 2026-11-21
status = "in_force"
in_force_from = 2020-01-01
[rules.end_date]
cases = [{{ on = "{end_date}" }}]
{texts}
""",
        "may-leave.toml",
    )


def test_within_the_first_term_nobody_ends_at_once_and_is_told_from_when_it_could_be() -> None:
    refused = Refusal("first_term_binds", {"earliest": LAST_DAY.isoformat()})

    assert answer(dora()) == refused
    assert answer(dora(), "on_date", on_date=LAST_DAY - DAY) == refused
    assert date_range(dora(), NONE, at=NOW)[0] == LAST_DAY


def test_the_day_that_was_named_can_be_chosen_and_so_can_the_end_of_the_term() -> None:
    chosen = answer(dora(), "on_date", on_date=LAST_DAY)
    at_end = answer(dora(), "end_of_term")

    assert isinstance(chosen, Ending)
    assert isinstance(at_end, Ending)
    assert chosen.ends_on == at_end.ends_on == LAST_DAY
    assert chosen.ends_at is not None
    assert at_end.ends_at == FIRST_END <= chosen.ends_at
    assert len(at_end.further_charges) == 8


def test_yesterday_is_over_all_the_same() -> None:
    found = answer(dora(), "on_date", on_date=NOW.date() - DAY)

    assert isinstance(found, Refusal)
    assert found.code == "date_past"


def test_after_the_first_term_the_notice_runs_and_without_one_nothing_does() -> None:
    at = FIRST_END + 20 * DAY
    over = earliest_end(dora(at), at=at)
    assert over is not None
    earliest = last_day(over, ZONE).isoformat()

    assert answer(dora(at), at=at) == Refusal("notice_runs", {"earliest": earliest})
    free = answer(dora(at, notice=""), at=at)
    assert isinstance(free, Ending)
    assert free.immediate


def test_a_rule_that_gives_money_back_and_ends_the_service_lets_go() -> None:
    """A year bought five days ago: the vendor's own sixty days are not taken back by its term."""
    bound = someone(first_term_end=someone().current_period_end, charged=NOW - 5 * DAY)

    found = answer(bound, packs=SIXTY)

    assert isinstance(found, Ending)
    assert (found.immediate, found.refund.total_minor) == (True, 7_999)
    late = answer(replace(bound, charges=()), packs=SIXTY)
    assert isinstance(late, Refusal)


def test_a_withdrawal_always_wins() -> None:
    bound = someone(
        country="DE", charged=NOW - 5 * DAY, first_term_end=someone().current_period_end
    )

    found = decide_withdrawal(bound, EU, at=NOW)

    assert isinstance(found, Ending)
    assert (found.verb, found.immediate) == ("withdraw", True)
    unpaid = decide_withdrawal(replace(bound, charges=()), EU, at=NOW)
    assert isinstance(unpaid, Ending)
    assert unpaid.immediate
    assert isinstance(answer(replace(bound, charges=()), packs=EU), Refusal)


@pytest.mark.parametrize("kind", ["statutory", "vendor"])
def test_a_rule_that_lets_terminate_earlier_is_heeded(kind: str) -> None:
    today = (*NONE, leaves("cancelled_on - P1D", kind))
    soon = (*NONE, leaves("cancelled_on + P14D", kind))

    now = answer(dora(), packs=today)
    assert isinstance(now, Ending)
    assert now.immediate
    assert held_until(dora(), today, at=NOW) is None
    earliest = date_range(dora(), soon, at=NOW)[0]
    assert earliest == NOW.date() + 14 * DAY
    chosen = answer(dora(), "on_date", soon, on_date=earliest)
    assert isinstance(chosen, Ending)
    assert chosen.ends_on == earliest
    assert isinstance(answer(dora(), packs=soon), Refusal)


def test_a_rule_that_lets_terminate_later_holds_nobody_longer() -> None:
    assert held_until(dora(), (*NONE, leaves("cancelled_on + P3Y")), at=NOW) == FIRST_END


def test_an_end_that_is_settled_already_is_not_put_off() -> None:
    soon = dora(ends_at=NOW + 40 * DAY)

    assert held_until(soon, NONE, at=NOW) == NOW + 40 * DAY
    found = answer(soon, "end_of_term")
    assert isinstance(found, Ending)
    assert found.ends_at == NOW + 40 * DAY


def test_past_due_it_ends_on_the_same_day_as_for_a_payer() -> None:
    late = dora(standing="grace", charges=())

    assert date_range(late, NONE, at=NOW) == date_range(dora(), NONE, at=NOW)
    assert isinstance(answer(late), Refusal)


def in_trial(*, card: bool = True) -> SubscriptionFacts:
    """Tess tries for ten more days; a year would begin with the end of that."""
    over = NOW + 10 * DAY
    row = dues.trial(
        trial_end=over, anchor_at=over, current_period_end=over, method_id=7 if card else None
    )
    return someone(
        term="P1M", charged=NOW - 4 * DAY, service="trialing", trial_end=over, charges=(),
        current_period_no=0, first_term_end=period_bounds(over, Term(months=12), 0, ZONE)[1],
        notice="P1M", outlook=Outlook(due=row, prices=(dues.price(),)),
    )  # fmt: skip


def test_a_trial_keeps_nobody() -> None:
    tess = in_trial()

    now, at_end, off = answer(tess), answer(tess, "end_of_term"), decide_renewal_off(tess, at=NOW)

    assert isinstance(now, Ending)
    assert isinstance(at_end, Ending)
    assert isinstance(off, RenewalSwitch)
    assert at_end.ends_at == off.ends_at == tess.trial_end
    assert (at_end.further_charges, off.further_charges) == ((), ())


def test_who_lets_a_trial_turn_into_a_contract_is_held_to_its_first_term() -> None:
    tess = in_trial()
    assert tess.first_term_end is not None

    within = answer(tess, "on_date", on_date=NOW.date() + 5 * DAY)
    after = answer(tess, "on_date", on_date=NOW.date() + 20 * DAY)

    assert isinstance(within, Ending)
    assert after == Refusal(
        "first_term_binds", {"earliest": last_day(tess.first_term_end, ZONE).isoformat()}
    )


def test_a_trial_that_ends_by_itself_does_not_go_on_longer_for_being_cancelled() -> None:
    """Nothing would be charged for the time after it."""
    tess = in_trial(card=False)
    assert tess.trial_end is not None
    last = last_day(tess.trial_end, ZONE)

    assert date_range(tess, NONE, at=NOW) == (NOW.date(), last)
    found = answer(tess, "on_date", on_date=last + DAY)
    assert found == Refusal("date_too_far", {"latest": last.isoformat()})


@given(
    st.integers(0, 900),
    st.sampled_from(["", "P14D", "P1M", "P3M"]),
    st.sampled_from(["now", "end_of_term", "on_date"]),
    st.integers(0, 900),
)
def test_whatever_is_asked_no_end_is_before_the_earliest_and_the_day_named_is_open(
    days: int, notice: str, choice: str, later: int
) -> None:
    at = FIRST_END - 365 * DAY + days * DAY
    facts = dora(at, notice=notice)
    earliest = earliest_end(facts, at=at)
    assert earliest is not None

    found = answer(facts, choice, at=at, on_date=at.date() + later * DAY)

    if isinstance(found, Ending):
        assert found.immediate is (found.ends_at is None)
        assert (found.ends_at or at) >= earliest
    elif found.code in ("first_term_binds", "notice_runs"):
        named = date.fromisoformat(str(found.params["earliest"]))
        assert isinstance(answer(facts, "on_date", at=at, on_date=named), Ending)
