"""Two lists of the same money: what differs is found, whichever side it is on, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.payments import GatewayAnswer, GatewayObject
from fairwell.domain.reconciliation import (
    Difference,
    OurAttempt,
    Seen,
    compare_batch,
    missing_there,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OURS = OurAttempt(
    attempt_id=7,
    kind="charge",
    key="charge-7",
    gateway_ref="ch_7",
    amount_minor=7_999,
    currency="USD",
    state="succeeded",
    sent_at=NOON,
)


def theirs(ref: str = "ch_7", key: str = "charge-7", outcome: str = "succeeded", **changed: object):  # type: ignore[no-untyped-def]
    code = "" if outcome in ("succeeded", "pending") else "insufficient_funds"
    answer = GatewayAnswer(outcome=outcome, gateway_ref=ref, failure_code=code)  # type: ignore[arg-type]
    usual = GatewayObject(
        kind="charge", payment_ref=ref, order_ref="Q-1", attempt_key=key, amount_minor=7_999,
        currency="USD", created_at=NOON, answer=answer,
    )  # fmt: skip
    return replace(usual, **changed)


def compare(
    ours: list[OurAttempt], shown: list[GatewayObject], batch: int = 500
) -> list[Difference]:
    """Both ways, their list in batches."""
    by_key = {one.key: one for one in ours}
    by_ref = {(one.kind, one.gateway_ref): one for one in ours if one.gateway_ref}
    ids = [one.attempt_id for one in ours]
    seen = Seen(min(ids, default=1), max(ids, default=0))
    found: list[Difference] = []
    for start in range(0, len(shown), batch):
        found += compare_batch(shown[start : start + batch], by_key, by_ref, seen)
    return found + list(missing_there(ours, seen))


def kinds(ours: list[OurAttempt], shown: list[GatewayObject]) -> list[str]:
    return [one.kind for one in compare(ours, shown)]


def test_agreeing_lists_differ_in_nothing() -> None:
    assert compare([OURS], [theirs()]) == []


def test_an_imported_charge_is_known_by_its_name_alone() -> None:
    assert compare([replace(OURS, key="import-sandbox-ch_7")], [theirs(key="")]) == []


def test_each_difference_has_its_kind() -> None:
    assert kinds([], [theirs()]) == ["missing_here"]
    assert kinds([OURS], []) == ["missing_there"]
    assert kinds([OURS], [theirs(amount_minor=1)]) == ["amount"]
    assert kinds([OURS], [theirs(currency="EUR")]) == ["currency"]
    assert kinds([OURS], [theirs(outcome="declined")]) == ["state"]
    assert kinds([OURS], [theirs(), theirs(ref="ch_8")]) == ["duplicate"]
    assert kinds([OURS], [theirs(kind="refund")]) == ["missing_here", "missing_there"]


def test_one_that_differs_in_amount_and_in_state_differs_twice() -> None:
    assert kinds([OURS], [theirs(amount_minor=1, outcome="pending")]) == ["amount", "state"]


def test_a_second_decline_under_one_key_moved_nothing_and_is_no_duplicate() -> None:
    assert kinds([OURS], [theirs(), theirs(ref="ch_8", outcome="declined")]) == []


def test_what_may_never_have_arrived_is_missing_nowhere() -> None:
    unsure = replace(OURS, gateway_ref="", state="unknown")
    refused = replace(OURS, gateway_ref="", state="failed")

    assert compare([unsure], []) == compare([refused], []) == []


def test_the_second_object_of_an_unsure_attempt_is_a_duplicate_across_batches() -> None:
    unsure = replace(OURS, gateway_ref="", state="unknown")

    found = compare([unsure], [theirs(), theirs(ref="ch_8")], batch=1)

    assert [one.kind for one in found] == ["state", "duplicate"]


def test_the_same_difference_has_the_same_key_another_day() -> None:
    (first,) = compare([OURS], [theirs(amount_minor=1)])
    (again,) = compare([OURS], [theirs(amount_minor=2)])

    assert first.key == again.key == "amount:charge:ch_7"


def pair(number: int) -> tuple[OurAttempt, GatewayObject]:
    ours = replace(OURS, attempt_id=number, key=f"k{number}", gateway_ref=f"ch_{number}")
    return ours, theirs(ref=f"ch_{number}", key=f"k{number}")


@given(st.sets(st.integers(1, 300)), st.sets(st.integers(1, 300)), st.integers(1, 50))
def test_every_one_is_missing_just_where_it_is_not(
    here: set[int], there: set[int], batch: int
) -> None:
    """Whatever the order and the batches."""
    found = compare(
        [pair(n)[0] for n in sorted(here)],
        [pair(n)[1] for n in sorted(there, reverse=True)],
        batch,
    )

    missing = {(one.kind, one.ref) for one in found}
    assert missing == {("missing_here", f"ch_{n}") for n in there - here} | {
        ("missing_there", f"ch_{n}") for n in here - there
    }
    assert len(found) == len(missing)


@given(st.integers(1, 10_000), st.sets(st.integers(0, 400)))
def test_seen_remembers_just_what_it_met(first: int, met: set[int]) -> None:
    seen = Seen(first, first + 300)
    before = [seen.add(first + n) for n in met]

    assert not any(before)
    for n in range(401):
        assert ((first + n) in seen) == (n in met and n <= 300)
        assert seen.add(first + n) == (n in met and n <= 300)
