"""Books from before the billing engine come through the upgrade whole, and guarded again."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from fairwell.models import (
    CreditNote,
    Entitlement,
    Invoice,
    InvoiceLine,
    Subscription,
    Transfer,
    append_only,
)
from fairwell.queries.books import CHECKS
from tests.cast import NOW
from tests.databases import own_database
from tests.models.before_billing import CHARGED, ENDS, SUBSCRIBERS, OldBooks

GUARDED_THEN = append_only.TABLES[:4]


@contextmanager
def books_of_then(directory: Path) -> Iterator[None]:
    """A database that was never migrated beyond 0002, with rows of that time."""
    with own_database(directory, empty=True):
        call_command("migrate", "fairwell", "0002", verbosity=0)
        OldBooks().fill()
        yield


@pytest.fixture(scope="module")
def upgraded(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Such a database after the upgrade; the tests only read it."""
    directory = tmp_path_factory.mktemp("upgraded")
    with django_db_blocker.unblock(), books_of_then(directory):
        call_command("migrate", verbosity=0)
        yield


def touch(table: str) -> int:
    """Write every row of the table as it is; how many were written."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
        return cursor.rowcount


def triggers() -> set[tuple[str, str]]:
    """Table and name of every trigger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT event_object_table, trigger_name FROM information_schema.triggers"
        )
        return {(table, name) for table, name in cursor.fetchall()}


def sub(key: str) -> Subscription:
    return Subscription.objects.get(external_id=f"sub_{key}")


def refuses_a_touch(table: str) -> bool:
    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        touch(table)
    return True


def test_the_guard_can_be_taken_off_and_put_back(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with django_db_blocker.unblock(), books_of_then(tmp_path):
        assert all(refuses_a_touch(table) for table in GUARDED_THEN)

        call_command("migrate", "fairwell", "0001", verbosity=0)
        assert all(touch(table) > 0 for table in GUARDED_THEN)

        call_command("migrate", "fairwell", "0002", verbosity=0)
        assert all(refuses_a_touch(table) for table in GUARDED_THEN)


def test_every_record_is_guarded_after_the_upgrade(upgraded: None) -> None:
    assert triggers() == {
        (table, f"{table}_no_{verb}")
        for table in append_only.TABLES
        for verb in ("update", "delete")
    }
    assert all(refuses_a_touch(table) for table in GUARDED_THEN)


def test_amounts_are_net_as_no_tax_was_told(upgraded: None) -> None:
    for model in (Invoice, CreditNote):
        amounts = set(model._default_manager.values_list("net_minor", "tax_minor", "total_minor"))
        assert amounts == {(7_999, 0, 7_999)}
    lines = InvoiceLine.objects.values_list("net_minor", "tax_minor", "credited_minor")
    assert set(lines) == {(7_999, 0, 0)}
    assert set(InvoiceLine.objects.values_list("service_start", "service_end")) == {(CHARGED, ENDS)}
    assert set(CreditNote.objects.values_list("kind", "to")) == {("refund", "refund")}


def test_each_is_billed_next_when_its_paid_time_or_trial_is_over(upgraded: None) -> None:
    due = {key: sub(key).bill_at for key in SUBSCRIBERS if sub(key).bill_at}

    assert due == {"anna": ENDS, "tess": SUBSCRIBERS["tess"]["trial_end"]}


def test_what_it_was_last_paid_with_is_charged_further(upgraded: None) -> None:
    methods = {key: sub(key).method for key in SUBSCRIBERS if sub(key).method}

    assert {key: m.method_ref for key, m in methods.items()} == {
        "anna": "pm_new",
        "emil": "pm_emil",
    }


def test_a_pause_began_with_its_period(upgraded: None) -> None:
    assert {key: sub(key).paused_at for key in SUBSCRIBERS if sub(key).paused_at} == {
        "paul": CHARGED
    }


def test_devices_are_given_until_the_end_that_is_known(upgraded: None) -> None:
    rows = Entitlement.objects.select_related("subscription")
    spans = {
        row.subscription.external_id.removeprefix("sub_"): (row.starts_at, row.ends_at)
        for row in rows
    }

    assert {(row.feature, row.quantity) for row in rows} == {("devices", 10)}
    assert "pete" not in spans
    assert spans["anna"] == (CHARGED, None)
    assert spans["nora"] == (CHARGED, ENDS)
    assert spans["emil"] == (CHARGED, SUBSCRIBERS["emil"]["ended_at"])
    assert spans["olga"] == (CHARGED, CHARGED), "it ended before its contract is dated"


def test_revenue_that_was_earned_at_once_is_restated_as_deferred(upgraded: None) -> None:
    balances: Counter[str] = Counter()
    for moved in Transfer.objects.all():
        balances[moved.debit] += moved.amount_minor
        balances[moved.credit] -= moved.amount_minor

    assert {account: amount for account, amount in balances.items() if amount} == {
        "cash": 2 * 7_999,
        "receivables": 7_999,  # Gwen's
        "deferred_revenue": -4 * 7_999,
        "refunds": 7_999,
    }
    restated = Transfer.objects.filter(kind="restated").order_by("pk")
    assert [(moved.payment.invoice.number, moved.at) for moved in restated] == [
        ("Q-1", CHARGED),
        ("Q-2", CHARGED + timedelta(days=1)),
        ("Q-3", CHARGED),
    ]


@pytest.mark.parametrize("name", ["1 ledger", "1 clearing", "2 payments", "4 invoices", "7 events"])
def test_the_books_audit_finds_nothing_wrong(upgraded: None, name: str) -> None:
    (check,) = [check for check in CHECKS if check.name == name]

    answer = check.ask(NOW)

    assert (answer.violations, answer.count) == ((), 0)
    assert answer.examined


def test_a_second_attempt_at_a_refund_is_refused_as_before(upgraded: None) -> None:
    """Indexes that an altered column had are still there."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "fairwell_paymentattempt")
    assert {
        "attempt_allocation_one_open",
        "attempt_allocation_one_success",
        "attempt_invoice_one_open",
        "attempt_invoice_one_success",
    } <= {name for name, what in found.items() if what["unique"]}
