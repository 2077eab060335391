"""The state of a subscription is what its events tell, each kind by its rule."""

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.timeline import (
    BEGINNINGS,
    CHANGES,
    FIELDS,
    IMPLIED,
    REMARKS,
    AxesState,
    UnknownEventError,
    apply,
    fold,
)

BEGUN = AxesState(
    renewal="auto_renewing",
    standing="current",
    service="active",
    period_no=1,
    period_start="2026-11-05T15:00:00+00:00",
    period_end="2026-12-05T15:00:00+00:00",
    price=1,
    quantity=1,
)
PAUSED_AT, RESUME_AT = "2026-11-20T09:00:00+00:00", "2026-12-20T09:00:00+00:00"
# A value of each field that Anna's subscription does not begin with.
OTHER: dict[str, Any] = {
    "renewal": "non_renewing",
    "standing": "grace",
    "service": "trialing",
    "ends_at": "2027-01-05T15:00:00+00:00",
    "ended_at": "2027-01-05T15:00:01+00:00",
    "period_no": 2,
    "period_start": "2026-12-05T15:00:00+00:00",
    "period_end": "2027-01-05T15:00:00+00:00",
    "price": 2,
    "quantity": 3,
    "paused_at": PAUSED_AT,
    "resume_at": RESUME_AT,
}
STATE_KINDS = sorted(set(CHANGES) | set(IMPLIED))


def changed(before: AxesState, after: AxesState) -> set[str]:
    old, new = asdict(before), asdict(after)
    return {name for name in FIELDS if old[name] != new[name]}


def test_each_kind_has_one_rule() -> None:
    assert not REMARKS & set(STATE_KINDS)
    assert not BEGINNINGS & (REMARKS | set(STATE_KINDS))


@pytest.mark.parametrize("kind", sorted(REMARKS))
def test_a_remark_changes_nothing_whatever_it_says(kind: str) -> None:
    assert apply(BEGUN, kind, OTHER) == BEGUN


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_an_event_changes_what_it_may_and_names_and_nothing_else(kind: str) -> None:
    after = apply(BEGUN, kind, OTHER)

    assert CHANGES[kind] <= set(FIELDS)
    assert CHANGES[kind] <= changed(BEGUN, after) <= CHANGES[kind] | set(IMPLIED.get(kind, ()))
    assert {name: getattr(after, name) for name in CHANGES[kind]} == {
        name: OTHER[name] for name in CHANGES[kind]
    }


@pytest.mark.parametrize("kind", STATE_KINDS)
def test_what_an_event_does_not_name_stays_but_for_what_the_kind_implies(kind: str) -> None:
    before = AxesState(**OTHER)

    assert apply(before, kind, {}) == replace(before, **IMPLIED.get(kind, {}))


@pytest.mark.parametrize("kind", sorted(BEGINNINGS))
def test_a_beginning_tells_everything_and_forgets_what_was(kind: str) -> None:
    assert apply(AxesState(**OTHER), kind, asdict(BEGUN)) == BEGUN


def test_a_beginning_of_an_older_kind_leaves_open_what_it_did_not_tell() -> None:
    told = {"renewal": "auto_renewing", "standing": "current", "service": "active", "else": 1}

    state = fold([("subscription_imported", told)])

    assert (state.period_no, state.price, state.paused_at) == (None, None, None)


@pytest.mark.parametrize("kind", ["charmed", "", "Paused"])
def test_a_kind_that_no_rule_folds_is_refused(kind: str) -> None:
    with pytest.raises(UnknownEventError, match=repr(kind)):
        fold([("subscription_started", asdict(BEGUN)), (kind, {})])


def test_a_life_from_the_start_to_the_end() -> None:
    """Anna starts, renews, is late, pauses, resumes, changes her mind twice, and leaves."""
    second = {"period_no": 2, "period_start": BEGUN.period_end, "period_end": OTHER["period_end"]}
    history: list[tuple[str, dict[str, Any]]] = [
        ("subscription_started", asdict(BEGUN)),
        ("period_renewed", {**second, "price": 1, "quantity": 1}),
        ("charge_declined", {"standing": "grace"}),
        ("charge_succeeded", {"standing": "current"}),
        ("paused", {"paused_at": PAUSED_AT, "resume_at": RESUME_AT}),
        ("resumed", {"period_end": "2027-02-05T15:00:00+00:00"}),
        ("plan_changed", {"price": 2, "quantity": 5}),
        ("renewal_turned_off", {"ends_at": "2027-02-05T15:00:00+00:00"}),
        ("renewal_turned_on", {}),
        ("cancellation_confirmed", {"renewal": "non_renewing", "ends_at": "2027-01-10"}),
        ("refund_instructed", {"total_minor": 100}),
        ("subscription_ended", {"ended_at": "2027-01-10"}),
    ]

    states = [fold(history[:n]) for n in range(1, len(history) + 1)]

    assert [state.standing for state in states[2:4]] == ["grace", "current"]
    assert (states[4].service, states[4].paused_at) == ("paused", PAUSED_AT)
    assert (states[5].service, states[5].paused_at, states[5].resume_at) == ("active", None, None)
    assert (states[8].renewal, states[8].ends_at) == ("auto_renewing", None)
    assert states[-1] == AxesState(
        renewal="ended",
        standing="current",
        service="terminated",
        ends_at="2027-01-10",
        ended_at="2027-01-10",
        period_no=2,
        period_start=BEGUN.period_end,
        period_end="2027-02-05T15:00:00+00:00",
        price=2,
        quantity=5,
    )


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(REMARKS) + STATE_KINDS),
        st.sets(st.sampled_from(FIELDS)).map(lambda names: {n: OTHER[n] for n in names}),
    ),
    max_size=12,
)


@given(before=EVENTS, after=EVENTS)
def test_a_history_may_be_folded_piece_by_piece(
    before: list[tuple[str, dict[str, Any]]], after: list[tuple[str, dict[str, Any]]]
) -> None:
    start = [("subscription_started", asdict(BEGUN))]
    state = fold([*start, *before])
    for kind, data in after:
        state = apply(state, kind, data)

    assert state == fold([*start, *before, *after])
