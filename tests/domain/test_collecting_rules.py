"""What holds of every collection, played from the first attempt to the end."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.collecting import (
    CollectFacts,
    Collecting,
    Failure,
    by_day,
    decide_collecting,
)
from fairwell.domain.collecting_pauses import Pause
from fairwell.domain.policy import CollectingPolicy
from fairwell.domain.subscription import STANDINGS
from fairwell.domain.term import Term
from tests.domain.unpaid import unpaid

zones = st.sampled_from(
    [ZoneInfo(name) for name in ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC")]
)
dues = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def policies(draw: st.DrawFn) -> CollectingPolicy:
    days = sorted(draw(st.sets(st.integers(1, 25), max_size=5)))
    grace = max(days, default=0) + draw(st.integers(1, 10))
    then = draw(st.sampled_from(["hold", "end"]))
    return CollectingPolicy(
        retries=tuple(Term(days=number) for number in days),
        grace=Term(days=grace),
        then=then,  # type: ignore[arg-type]
        end_after=Term(days=grace + draw(st.integers(1, 40))) if then == "hold" else None,
        most_attempts=draw(st.integers(len(days) + 1, 15)),
    )


@st.composite
def invoices(draw: st.DrawFn) -> CollectFacts:
    due = draw(dues)
    starts = draw(st.lists(st.integers(0, 30 * 24), max_size=3))
    pauses = [
        Pause(
            begin := due + timedelta(hours=hour), begin + timedelta(hours=draw(st.integers(0, 300)))
        )
        for hour in starts
    ]
    return unpaid(due_at=due, zone=draw(zones), pauses=tuple(pauses))


type Step = tuple[datetime, CollectFacts, Collecting]


def lived(policy: CollectingPolicy, facts: CollectFacts, hard: list[bool]) -> list[Step]:
    """Every decision until nothing more will come; the bank always says no, hard or soft."""
    at, steps = facts.due_at, []
    answers = iter(hard)
    while len(steps) < 100:
        found = decide_collecting(policy, facts, at=at)
        steps.append((at, facts, found))
        facts = replace(facts, standing=found.standing, first_failed_at=found.first_failed_at)
        if found.action == "retry":
            assert facts.method_id is not None
            no = Failure(at=at, hard=next(answers, False), method_id=facts.method_id)
            facts = replace(facts, failures=(*facts.failures, no))
        elif found.action == "wait":
            # Pauses to come are not known yet, so that we look once when each begins.
            begins = [pause.start for pause in facts.pauses if pause.start > at]
            waits = [when for when in (found.next_step_at, *begins) if when is not None]
            if not waits:
                return steps
            at = min(waits)
    raise AssertionError(f"No end after {at}.")


stories = st.tuples(policies(), invoices(), st.lists(st.booleans(), max_size=3))


@given(stories)
def test_it_ends_once_and_standing_only_gets_worse(
    story: tuple[CollectingPolicy, CollectFacts, list[bool]],
) -> None:
    policy, facts, hard = story
    steps = lived(policy, facts, hard)
    actions = [found.action for _, _, found in steps]
    order = [STANDINGS.index(found.standing) for _, _, found in steps]

    assert actions.count("end") == 1
    assert actions.count("hold") == (policy.then == "hold")
    assert order == sorted(order)
    assert actions.index("end") > max(
        (n for n, action in enumerate(actions) if action in {"hold", "retry"})
    )


@given(stories)
def test_no_attempt_too_many_too_hard_at_night_or_in_a_pause(
    story: tuple[CollectingPolicy, CollectFacts, list[bool]],
) -> None:
    policy, facts, hard = story
    retries = [step for step in lived(policy, facts, hard) if step[2].action == "retry"]

    assert len(retries) <= 1 + len(policy.retries) <= policy.most_attempts
    for at, then, _ in retries:
        assert not any(failure.hard for failure in then.failures)
        assert not any(pause.holds_at(at) for pause in facts.pauses)
        if then.failures:
            assert time(8) <= at.astimezone(facts.zone).time() < time(20)


@given(stories)
def test_access_lasts_the_whole_grace_and_pauses_never_shorten_it(
    story: tuple[CollectingPolicy, CollectFacts, list[bool]],
) -> None:
    policy, facts, hard = story
    paused = lived(policy, facts, hard)
    first = next(found.first_failed_at for _, _, found in paused if found.first_failed_at)
    gone = next(at for at, _, found in paused if found.action in {"hold", "end"})
    wall = policy.grace.after(first.astimezone(facts.zone).date())

    assert gone.astimezone(facts.zone).date() >= wall
    if not facts.pauses:
        assert gone.astimezone(facts.zone).date() == wall


@given(stories, st.data())
def test_nothing_changes_between_two_steps(
    story: tuple[CollectingPolicy, CollectFacts, list[bool]], data: st.DataObject
) -> None:
    policy, facts, hard = story
    at, then, found = data.draw(st.sampled_from(lived(policy, replace(facts, pauses=()), hard)))
    if found.action != "wait" or found.next_step_at is None:
        return
    gap = int((found.next_step_at - at).total_seconds()) - 1
    between = at + timedelta(seconds=data.draw(st.integers(0, max(gap, 0))))

    assert decide_collecting(policy, then, at=between) == found


@given(dues, zones)
def test_the_day_is_never_more_than_a_night_away(instant: datetime, zone: ZoneInfo) -> None:
    chosen = by_day(instant, zone)

    assert timedelta() <= chosen - instant <= timedelta(hours=13)
    assert by_day(chosen, zone) == chosen
    assert time(8) <= chosen.astimezone(zone).time() < time(20)
