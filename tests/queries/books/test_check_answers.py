"""What every check answers: on empty books, with many violations, and in few queries."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.queries.books import CHECKS, Check, Result, ask_all
from fairwell.queries.books.result import MOST_SHOWN, Violation, result
from tests import deeds
from tests.cast import NOW, Cast

BY_NAME = {check.name: check for check in CHECKS}


def test_on_empty_books_everything_holds(db: None) -> None:
    for check in CHECKS:
        answer = check.ask(NOW)
        assert (answer.examined, answer.count) == (0, 0), check.name


def test_all_violations_are_counted_and_the_first_are_shown() -> None:
    many = (Violation(f"row {n}", "wrong") for n in range(MOST_SHOWN + 5))

    answer = result(99, many)

    assert (answer.examined, answer.count) == (99, MOST_SHOWN + 5)
    assert [v.row for v in answer.violations] == [f"row {n}" for n in range(MOST_SHOWN)]


def test_each_question_may_be_put_in_ones_own_way(db: None) -> None:
    asked = []

    def ask(check: Check, at: object) -> Result:
        asked.append(check.name)
        return Result(1, 0, ())

    assert {answer.examined for _, answer in ask_all(NOW, ask)} == {1}
    assert asked == list(BY_NAME)


def test_orders_that_come_late_are_no_violation_before_their_day_is_booked(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=9))
    while recognise_revenue(at=NOW):
        pass
    cast.subscriber("ben", charged=NOW - timedelta(days=300))

    assert deeds.violations() == []
    recognise_revenue(at=NOW + timedelta(days=1))
    assert deeds.violations(NOW + timedelta(days=1)) == []


def test_a_service_that_ended_early_leaves_the_books_whole(cast: Cast) -> None:
    for n in range(3):
        cast.subscriber(f"nr{n}", charged=NOW - timedelta(days=20 * n + 1))
    deeds.leave(cast.subscriptions["nr1"])
    while recognise_revenue(at=NOW):
        pass
    later = cast.subscriptions["nr2"].current_period_end
    deeds.leave(cast.subscriptions["nr2"], "end_of_term")
    end_due_subscriptions(at=later)
    while recognise_revenue(at=later):
        pass

    answer = BY_NAME["1 deferred"].ask(later)
    assert (answer.examined > 60, answer.violations) == (True, ())


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_number_of_queries_does_not_grow_with_the_books(
    cast: Cast, name: str, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        deeds.leave(cast.subscriber(f"nr{n}", signed_up=False))

    with django_assert_max_num_queries(9):
        BY_NAME[name].ask(NOW)
