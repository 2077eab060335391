"""The ledger answers: balances, statements, days and a month, each the same as by the rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.billing.record_credit_paid import record_credit_paid
from fairwell.domain.ledger import (
    ACCOUNTS,
    account_statement,
    sum_by_day,
    transfers_as_csv,
    trial_balance,
)
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import Case, CreditNote, InvoiceTax, Payment, Transfer
from fairwell.queries.ledger.balances import currencies, signed_balances, trial_balance_at
from fairwell.queries.ledger.local_day import local_day
from fairwell.queries.ledger.month import month_close
from fairwell.queries.ledger.open_items import open_items
from fairwell.queries.ledger.transfers import (
    Span,
    balance_before,
    day_totals,
    first_transfer_at,
    statement,
    statement_page,
    transfers,
)
from tests import deeds
from tests.actions.disputing import OFFICE
from tests.actions.leaving import ANNAS_CREDIT, settle, with_credit
from tests.cast import NOW, Cast
from tests.queries.books.stage import set_stage

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DECEMBER = NOW + timedelta(days=11)


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    """Books on which everything has happened once, with all of November's days booked."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own TestCase: actions insist on being outermost
    with django_db_blocker.unblock(), outer:
        cast = Cast.on_stage()
        set_stage(cast)
        while recognise_revenue(at=DECEMBER):
            pass
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def books(staged: Cast) -> Iterator[Cast]:
    """The same, and what a test changes is put back."""
    with transaction.atomic():
        yield staged
        transaction.set_rollback(True)


def test_the_trial_balance_adds_every_transfer_up(books: Cast) -> None:
    rows = list(Transfer.objects.values_list("debit", "credit", "currency", "amount_minor"))
    by_hand = trial_balance(
        row
        for debit, credit, currency, amount in rows
        for row in ((debit, currency, amount, 0), (credit, currency, 0, amount))
    )

    found = trial_balance_at()

    assert found == by_hand
    assert found.currencies == currencies() == ("EUR", "USD")
    assert found.turnover_minor("USD") > 0


def test_balances_are_of_what_happened_before(books: Cast) -> None:
    first = first_transfer_at()
    assert first is not None
    assert trial_balance_at(first).balances == ()
    assert signed_balances("USD", first) == {}
    assert signed_balances("USD", DECEMBER) == dict(trial_balance_at(DECEMBER).signed("USD"))


def test_transfers_come_in_order_of_time_with_what_they_are_about(books: Cast) -> None:
    found = list(transfers())

    assert len(found) == Transfer.objects.count()
    assert [each.at for each in found] == sorted(each.at for each in found)
    about = {name: reference for each in found for name, reference in each.subjects.items()}
    assert set(about) == {
        "invoice", "attempt", "payment", "refund", "allocation", "credit_note", "dispute",
    }  # fmt: skip
    assert about["credit_note"].startswith("CN-")
    within = Span(since=NOW, until=NOW + timedelta(seconds=1))
    assert {each.at for each in transfers(within)} == {NOW}


def test_the_database_sums_days_as_the_rules_do(books: Cast) -> None:
    zone = books.vendor.zone
    assert list(day_totals(zone)) == sorted(
        sum_by_day(transfers(), zone),
        key=lambda each: (each.on, each.kind, each.currency, each.debit, each.credit),
    )
    november = Span(since=start_of_day(NOVEMBER, zone), until=DECEMBER)
    some = list(day_totals(zone, november, "USD"))
    assert {each.currency for each in some} == {"USD"}
    assert min(each.on for each in some) >= NOVEMBER


@pytest.mark.parametrize("account", sorted(ACCOUNTS))
def test_an_accounts_pages_together_are_its_statement(books: Cast, account: str) -> None:
    since = NOW - timedelta(days=30)
    span = Span(since=since)
    whole = list(statement(account, "USD", span))
    before = balance_before(account, "USD", since)
    touching = [
        each
        for each in transfers(span)
        if each.currency == "USD" and account in (each.debit, each.credit)
    ]
    assert whole == list(account_statement(account, "USD", touching, opening_minor=before))

    paged, offset, balance = [], 0, before
    while offset < max(1, len(whole)):
        page = statement_page(account, "USD", span, offset=offset, size=7)
        assert (page.count, page.opening_minor) == (len(whole), balance)
        paged += page.lines
        offset, balance = offset + 7, page.closing_minor
    assert paged == whole


def test_both_months_close_in_both_currencies(books: Cast) -> None:
    for month in (OCTOBER, NOVEMBER):
        for currency in ("USD", "EUR"):
            report = month_close(month, currency, books.vendor.zone)
            assert report.failures == (), (month, currency)
    assert report.deferred_revenue.closing_minor > 0
    (tax,) = report.taxes
    assert (tax.jurisdiction, tax.rate_ppm, tax.tax_minor) == ("DE", 190_000, 160)


def test_what_is_open_is_named(books: Cast) -> None:
    found = {
        (item.account, item.reference): item.amount_minor
        for item in open_items("EUR", DECEMBER, books.vendor.zone)
    }
    charge = Transfer.objects.get(kind="charge_submitted", attempt__state="submitted").attempt
    assert charge is not None
    assert found == {("charges_clearing", charge.idempotency_key): 999 - 120}
    usd = {item.account for item in open_items("USD", DECEMBER, books.vendor.zone)}
    assert usd == {"refunds_payable", "refunds_clearing", "other_routes_payable", "disputes"}


def test_a_month_whose_last_days_are_not_booked_does_not_close(books: Cast) -> None:
    report = month_close(date(2026, 12, 1), "USD", books.vendor.zone)

    (check,) = report.failures
    assert check.name == "lines:deferred_revenue"
    assert check.difference_minor > 0


def test_tax_that_no_document_names_does_not_close(books: Cast) -> None:
    InvoiceTax.objects.update(tax_minor=1)

    assert [check.name for check in month_close(NOVEMBER, "EUR", books.vendor.zone).failures] == [
        "tax"
    ]


def test_credited_taxes_are_taken_off(books: Cast) -> None:
    note = CreditNote.objects.get(currency="EUR")
    tax = InvoiceTax.objects.get()
    taken = {
        "name": tax.name, "jurisdiction": "DE", "rate_ppm": 190_000, "category": "S",
        "taxable_minor": 100, "tax_minor": 19,
    }  # fmt: skip
    CreditNote.objects.filter(pk=note.pk).update(taxes=[taken])

    (found,) = month_close(NOVEMBER, "EUR", books.vendor.zone).taxes

    assert (found.credited_taxable_minor, found.credited_tax_minor) == (100, 19)
    assert found.due_minor == found.tax_minor - 19


def test_exports_hold_every_transfer(books: Cast) -> None:
    text = "".join(transfers_as_csv(transfers(), books.vendor.zone))
    assert len(text.splitlines()) == 1 + Transfer.objects.count()


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "UTC"])
def test_the_database_tells_days_as_the_vendor_does(books: Cast, zone: str) -> None:
    there = ZoneInfo(zone)
    moments = [
        datetime(2026, month, day, hour, 59, 59, tzinfo=UTC)
        for month, day in ((1, 1), (3, 8), (3, 29), (7, 1), (10, 25), (11, 1), (12, 31))
        for hour in (0, 4, 5, 10, 13, 22, 23)
    ]
    for at in moments:
        Transfer.objects.create(
            debit="cash", credit="revenue", currency="USD", amount_minor=1, kind="x", at=at
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {local_day('at', there)} FROM fairwell_transfer WHERE kind = 'x' ORDER BY id"
        )
        assert [str(day) for (day,) in cursor.fetchall()] == [
            local_date(at, there).isoformat() for at in moments
        ]


def test_credit_that_was_paid_back_is_not_open_any_more_and_the_month_closes(cast: Cast) -> None:
    anna = with_credit(cast)
    zone = cast.vendor.zone
    assert {item.reference for item in open_items("USD", DECEMBER, zone)} == {"cus_anna"}, (
        "her credit"
    )
    deeds.leave(anna)
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)

    (refund,) = settle()
    owed = {item.account: item for item in open_items("USD", DECEMBER, zone)}
    assert owed["credit_balances"].amount_minor == ANNAS_CREDIT - refund.total_minor
    record_credit_paid(
        case_reference=Case.objects.get().reference, evidence="by hand", at=NOW,
        idempotency_key="k", **OFFICE,
    )  # fmt: skip

    left = {item.account for item in open_items("USD", DECEMBER, zone)}
    assert left == {"refunds_payable"}
