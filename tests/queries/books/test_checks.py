"""The books' audit finds whatever is broken, names the row, and is silent when all is well."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Model

from fairwell.models import (
    CancellationRequest,
    CreditBalance,
    CreditEntry,
    CreditNote,
    Dispute,
    Invoice,
    InvoiceLine,
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
from tests.cast import NOW, Cast
from tests.queries.books import (
    broken_charges,
    broken_disputes,
    broken_invoices,
    broken_ledger,
    broken_promises,
    broken_refunds,
    broken_subscriptions,
)
from tests.queries.books.hands import Break

BROKEN = (
    broken_ledger.BROKEN
    | broken_charges.BROKEN
    | broken_refunds.BROKEN
    | broken_disputes.BROKEN
    | broken_invoices.BROKEN
    | broken_subscriptions.BROKEN
    | broken_promises.BROKEN
)
BY_NAME = {check.name: check for check in CHECKS}


def rows(model: type[Model], **which: object) -> Callable[[], int]:
    return lambda: model._default_manager.filter(**which).count()


# Whose rows each check looks at; a check that looked at fewer would pass by not looking.
EXAMINED: dict[str, Callable[[], int]] = {
    "1 chart": rows(Transfer),
    "1 billed": rows(Invoice),
    "1 accounts": rows(Invoice),
    "1 deferred": rows(Transfer, day__isnull=False),
    "1 ledger": rows(Payment),
    "1 charges": rows(PaymentAttempt, kind="charge"),
    "1 transfers": rows(RefundAllocation),
    "1 clearing": rows(Transfer),
    "1 disputes": rows(Dispute),
    "1 credit": rows(CreditEntry),
    "2 payments": rows(Payment),
    "2 refunds": rows(Refund),
    "3 periods": rows(Invoice),
    "4 attempts": rows(PaymentAttempt),
    "4 paid": rows(Invoice),
    "4 invoices": rows(Invoice),
    "4 credit notes": rows(InvoiceLine),
    "4 numbers": lambda: (
        Invoice.objects.filter(series="invoices").count() + CreditNote.objects.count()
    ),
    "5 endings": rows(CancellationRequest),
    "5 requests": rows(CancellationRequest),
    "6 confirmations": rows(CancellationRequest),
    "6 seals": rows(Statement),
    "7 billing": rows(Subscription),
    "7 entitlements": rows(Subscription),
    "7 events": rows(Subscription),
    "8 gateway": rows(Payment),
    "11 unknown": rows(PaymentAttempt, state="unknown"),
    "11 outbox": rows(OutboxEntry, done_at=None),
    "11 credit": rows(CreditBalance),
}
SAMPLES = [
    pytest.param(name, broken, id=f"{name}-{broken.__name__}")
    for name, all_of_them in BROKEN.items()
    for broken in all_of_them
]


def test_every_check_is_tried() -> None:
    assert set(BROKEN) == set(EXAMINED) == set(BY_NAME)
    assert len(BY_NAME) == len(CHECKS), "names are told apart"


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_after_a_full_day_it_holds_and_has_looked_at_every_row(books: Cast, name: str) -> None:
    answer = BY_NAME[name].ask(NOW)

    assert (answer.count, answer.violations) == (0, ())
    assert answer.examined == EXAMINED[name]() > 0


@pytest.mark.parametrize(("name", "broken"), SAMPLES)
def test_a_broken_row_is_found_and_named(books: Cast, name: str, broken: Break) -> None:
    row = broken()

    answer = BY_NAME[name].ask(NOW)

    assert row in [violation.row for violation in answer.violations]
    assert answer.count == len(answer.violations)
    assert all(violation.wrong for violation in answer.violations)


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
