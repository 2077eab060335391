"""Undoing a cancellation: the state is exactly as before, and the history keeps both."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import Notice, Subscription
from tests import deeds
from tests.cast import NOW, Cast

ENDING = {"renewal": "non_renewing", "ends_at": datetime(2027, 9, 25, 9, tzinfo=UTC)}
RENEWS_UNTIL = {"ends_at": datetime(2028, 1, 1, tzinfo=UTC)}


def state(subscription: Subscription) -> dict[str, object]:
    """The whole row, but for the number of its last event."""
    (row,) = Subscription.objects.filter(pk=subscription.pk).values()
    return {name: value for name, value in row.items() if name != "last_event_no"}


@pytest.mark.parametrize("axes", [{}, ENDING, RENEWS_UNTIL], ids=["on", "off", "until"])
@pytest.mark.parametrize(
    "how",
    [
        {"choice": "end_of_term"},
        {"choice": "on_date", "on_date": date(2026, 12, 24)},
        {"choice": "on_date", "on_date": date(2027, 9, 24)},
    ],
    ids=["term", "soon", "late"],
)
def test_it_stands_exactly_as_before(
    cast: Cast, axes: dict[str, object], how: dict[str, object]
) -> None:
    anna = cast.subscriber("anna", **axes)
    before = state(anna)

    request = deeds.leave(anna, **how)
    changed = state(anna)
    deeds.undo(anna, request.reference)

    assert state(anna) == before
    assert changed["ends_at"] is not None
    request.refresh_from_db()
    assert (request.state, request.undone_at) == ("withdrawn", NOW)
    assert deeds.history(anna) == [
        "subscription_imported",
        "cancellation_confirmed",
        "cancellation_undone",
    ]
    assert deeds.violations() == []


def test_renewal_that_was_turned_off_here_stays_off(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")
    before = state(anna)

    statement = deeds.undo(anna, deeds.leave(anna, "end_of_term").reference)

    assert state(anna) == before
    said = deeds.verified(statement)["renewal"]
    assert (said["renews"], said["next_charge"]) == (False, None)
    assert said["ends_on"] == "2027-09-25"


def test_the_statement_follows_the_one_it_undoes_and_names_the_next_charge(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = deeds.leave(anna, "end_of_term")

    statement = deeds.undo(anna, request.reference, at=NOW + timedelta(days=3))

    said = deeds.verified(statement)
    assert statement.kind == "cancellation_undone"
    assert said["follows"] == request.reference
    assert said["reference"] != request.reference
    assert said["renewal"] == {
        "renews": True,
        "access_until": None,
        "ends_on": None,
        "next_charge": {"on": "2027-09-25", "amount": "79.99 USD"},
    }
    assert Notice.objects.filter(statement=statement).count() == 1


def test_asked_again_it_answers_with_the_same_statement(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    reference = deeds.leave(anna, "end_of_term").reference
    first = deeds.undo(anna, reference)
    before = deeds.rows()

    assert deeds.undo(anna, reference, at=NOW + timedelta(hours=1)) == first
    assert deeds.rows() == before


def test_cancelled_again_after_that_it_is_a_new_request(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    first = deeds.leave(anna, "end_of_term")
    told = deeds.undo(anna, first.reference)

    second = deeds.leave(anna, "end_of_term")

    assert second.reference != first.reference
    assert deeds.undo(anna, first.reference) == told
    anna.refresh_from_db()
    assert anna.renewal == "non_renewing"


def test_what_has_ended_cannot_be_undone(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    at_once = deeds.leave(anna).reference
    due = deeds.leave(ben, "on_date", on_date=date(2026, 11, 22))

    assert deeds.refusal(lambda: deeds.undo(anna, at_once)).code == "undo_too_late"
    # At the stated instant it is over, also where the worker has not yet come to it.
    for _ in range(2):
        refused = deeds.refusal(lambda: deeds.undo(ben, due.reference, at=due.ends_at))
        assert refused.code == "undo_too_late"
        end_due_subscriptions(at=due.ends_at)


def test_a_moment_before_the_end_it_can_be_undone(cast: Cast) -> None:
    ben = cast.subscriber("ben")
    due = deeds.leave(ben, "on_date", on_date=date(2026, 11, 22))

    deeds.undo(ben, due.reference, at=due.ends_at - timedelta(microseconds=1))

    assert end_due_subscriptions(at=due.ends_at) == 0


def test_a_reference_that_is_unknown_or_anothers_is_refused(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    bens = deeds.leave(ben, "end_of_term").reference

    assert deeds.refusal(lambda: deeds.undo(anna, bens)).code == "nothing_to_undo"
    assert deeds.refusal(lambda: deeds.undo(anna, "FW-0000")).code == "nothing_to_undo"
