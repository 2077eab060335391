"""`fairwell ledger`: what it prints for people and for machines, and what it streams."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.models import Transfer
from tests.cast import NOW, Cast


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("ledger", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def books(cast: Cast) -> Iterator[Cast]:
    """Anna's year in dollars and Emil's month in euros, with all days booked until today."""
    cast.subscriber("anna", charged=NOW - timedelta(days=57))
    cast.subscriber("emil", charged=NOW - timedelta(days=3), price="price_month_eur")
    while recognise_revenue(at=NOW):
        pass
    return cast


def test_balances_are_a_table_for_each_currency(books: Cast) -> None:
    said = run("balance")

    assert "Trial balance, EUR" in said
    assert "Trial balance, USD" in said
    (cash,) = [line for line in said.splitlines() if "Money at the gateway" in line][1:]
    assert [cell.strip() for cell in cash.split("│")[2:5]] == ["79.99", "0.00", "79.99"]
    before = run("balance", "--on", "2026-09-24")
    assert before == "The ledger is empty.\n"


def test_balances_are_values_for_machines(books: Cast) -> None:
    rows = json.loads(run("balance", "--json"))

    revenue = next(r for r in rows if (r["account"], r["currency"]) == ("revenue", "USD"))
    assert revenue["balance_minor"] == revenue["credit_minor"] == 1_249
    assert sum(r["debit_minor"] - r["credit_minor"] for r in rows) == 0


def test_an_account_is_told_line_by_line(books: Cast) -> None:
    lines = run("account", "cash", "--currency", "EUR").splitlines()

    assert lines[0] == "Money at the gateway, EUR"
    assert lines[1].split() == [
        "2026-11-18", "payment_captured", "charges_clearing", "9.99", "9.99", "ch_emil_1002",
    ]  # fmt: skip
    assert len(run("account", "revenue", "--since", "2026-11-20").splitlines()) == 4


def test_a_month_closes_or_says_what_differs(books: Cast) -> None:
    october = run("close", "2026-10")
    assert "Accounts of 2026-10, USD" in october
    assert "lines:deferred_revenue" in october

    out = io.StringIO()
    with pytest.raises(CommandError, match="does not close: 2 checks differ") as failed:
        call_command("ledger", "close", "2026-11", "--json", stdout=out)

    assert failed.value.returncode == 1
    reports = json.loads(out.getvalue())
    assert [report["currency"] for report in reports] == ["EUR", "USD"]
    wrong = [name for report in reports for name, off in report["checks"].items() if off]
    assert wrong == ["lines:deferred_revenue"] * 2, "the rest of November is still to be booked"


def test_exports_stream_each_transfer_or_each_day(books: Cast) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "csv"))))
    days = list(csv.DictReader(io.StringIO(run("export", "csv", "--by-day"))))

    assert len(rows) == Transfer.objects.count()
    assert sum(int(day["transfers"]) for day in days) == len(rows)
    part = run("export", "csv", "--since", "2026-11-20", "--until", "2026-11-20")
    assert len(part.splitlines()) == 3


def test_an_accountants_program_gets_all_of_it(books: Cast) -> None:
    said = run("export", "beancount")

    assert said.startswith('option "title" "Quillfort Security Inc."')
    assert said.count('\n  transfer: "') == Transfer.objects.count()
    assert "2026-09-25 open Assets:Cash EUR,USD" in said
    assert said.count(" open ") == run("export", "beancount", "--by-day").count(" open ")


def test_what_cannot_be_shown_is_said(cast: Cast) -> None:
    with pytest.raises(CommandError, match="The ledger is empty"):
        run("export", "beancount")
    with pytest.raises(CommandError, match="holds no GBP"):
        run("account", "cash", "--currency", "GBP")
    with pytest.raises(CommandError, match="invalid choice"):
        run("account", "treasure")
    with pytest.raises(CommandError, match="November is no month; write it as 2026-11"):
        run("close", "November")
    cast.vendor.delete()
    with pytest.raises(CommandError, match="Run `fairwell vendor FILE` first"):
        run("balance")
