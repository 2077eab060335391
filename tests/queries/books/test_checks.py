"""The books' audit finds whatever is broken, names the row, and is silent when all is well."""

from datetime import timedelta

import pytest
from django.db import models

from fairwell.models import (
    CancellationRequest,
    Invoice,
    OutboxEntry,
    Payment,
    PaymentAttempt,
    Refund,
    RefundAllocation,
    Statement,
    Subscription,
    Transfer,
)
from fairwell.queries.books import CHECKS
from fairwell.queries.books.result import MOST_SHOWN, Violation, result
from tests import deeds
from tests.cast import NOW, Cast
from tests.models.ground import lay_ground
from tests.queries.books import broken_money, broken_promises
from tests.queries.books.hands import Break

BROKEN = broken_money.BROKEN | broken_promises.BROKEN
BY_NAME = {check.name: check for check in CHECKS}
# Whose rows each check looks at; a check that looked at fewer would pass by not looking.
EXAMINED: dict[str, models.QuerySet] = {
    "1 transfers": RefundAllocation.objects.all(),
    "1 ledger": Payment.objects.all(),
    "1 clearing": Transfer.objects.all(),
    "2 payments": Payment.objects.all(),
    "2 refunds": Refund.objects.all(),
    "4 attempts": PaymentAttempt.objects.all(),
    "4 invoices": Invoice.objects.all(),
    "8 gateway": Payment.objects.all(),
    "3 periods": Invoice.objects.all(),
    "5 endings": CancellationRequest.objects.all(),
    "5 requests": CancellationRequest.objects.all(),
    "7 events": Subscription.objects.all(),
    "6 confirmations": CancellationRequest.objects.all(),
    "6 seals": Statement.objects.all(),
    "11 unknown": PaymentAttempt.objects.filter(state="unknown"),
    "11 outbox": OutboxEntry.objects.filter(done_at=None),
}
SAMPLES = [
    pytest.param(name, broken, id=f"{name}-{broken.__name__}")
    for name, all_of_them in BROKEN.items()
    for broken in all_of_them
]


@pytest.fixture
def books(cast: Cast) -> Cast:
    """Six subscribers at every stage, one refund of which nothing is known."""
    lay_ground(cast)
    hanna = deeds.leave(cast.subscriber("hanna")).refund
    deeds.sent(hanna)
    PaymentAttempt.objects.filter(allocation__refund=hanna).update(state="unknown")
    return cast


def test_every_check_is_tried() -> None:
    assert set(BROKEN) == set(EXAMINED) == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS), "names are told apart"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_after_a_full_day_it_holds_and_has_looked_at_every_row(books: Cast, name: str) -> None:
    answer = BY_NAME[name].ask(NOW)

    assert (answer.count, answer.violations) == (0, ())
    assert answer.examined == EXAMINED[name].all().count() > 0


@pytest.mark.parametrize(("name", "broken"), SAMPLES)
def test_a_broken_row_is_found_and_named(books: Cast, name: str, broken: Break) -> None:
    row = broken()

    answer = BY_NAME[name].ask(NOW)

    assert row in [violation.row for violation in answer.violations]
    assert answer.count == len(answer.violations)
    assert all(violation.wrong for violation in answer.violations)


def test_on_empty_books_everything_holds(db: None) -> None:
    for check in CHECKS:
        answer = check.ask(NOW)
        assert (answer.examined, answer.count) == (0, 0), check.name


def test_all_violations_are_counted_and_the_first_are_shown() -> None:
    many = (Violation(f"row {n}", "wrong") for n in range(MOST_SHOWN + 5))

    answer = result(99, many)

    assert (answer.examined, answer.count) == (99, MOST_SHOWN + 5)
    assert [v.row for v in answer.violations] == [f"row {n}" for n in range(MOST_SHOWN)]


def test_unknown_for_a_week_is_fine_with_a_case_or_before(books: Cast) -> None:
    check = BY_NAME["11 unknown"]
    week = NOW + timedelta(days=7)

    assert check.ask(week).count == 0
    assert check.ask(week + timedelta(seconds=1)).count == 1


def test_a_refund_that_the_bank_still_settles_is_not_late(books: Cast) -> None:
    PaymentAttempt.objects.filter(kind="refund", state="init").update(state="pending")
    under_way = PaymentAttempt.objects.filter(state__in=("pending", "unknown")).values("pk")
    others = OutboxEntry.objects.exclude(topic="refund", subject_id__in=under_way)
    others.update(done_at=NOW)

    assert BY_NAME["11 outbox"].ask(NOW + timedelta(days=3)).count == 0


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_the_number_of_queries_does_not_grow_with_the_books(
    cast: Cast, name: str, django_assert_max_num_queries: object
) -> None:
    for n in range(12):
        deeds.leave(cast.subscriber(f"nr{n}", signed_up=False))

    with django_assert_max_num_queries(6):
        BY_NAME[name].ask(NOW)
