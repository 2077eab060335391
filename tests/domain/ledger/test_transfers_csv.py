"""The books leave as CSV that a spreadsheet reads back whole and never runs."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import given

from fairwell.domain.ledger.transfer import TransferFacts, sum_by_day
from fairwell.domain.ledger.transfers_csv import (
    DAY_COLUMNS,
    TRANSFER_COLUMNS,
    day_totals_as_csv,
    transfers_as_csv,
)
from fairwell.domain.money import parse_major
from fairwell.domain.term import local_date
from tests.domain.ledger.books import NOVEMBER, ZONE, some_transfers, transfer


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_transfer_is_one_line_under_its_header() -> None:
    header, line, end = "".join(transfers_as_csv(NOVEMBER[2:3], ZONE)).split("\r\n")
    assert header == ",".join(TRANSFER_COLUMNS)
    assert line == (
        "3,2026-11-02,2026-11-02T17:00:00+00:00,charge_submitted,charges_clearing,receivables,"
        "119.00,EUR,Q-1,A-1,,,,,"
    )
    assert end == ""


def test_the_date_is_the_vendors() -> None:
    late = transfer(1, "invoice_tax", 1)
    night = TransferFacts(
        transfer_id=2,
        at=late.at + timedelta(hours=10),
        kind=late.kind,
        debit=late.debit,
        credit=late.credit,
        currency="KWD",
        amount_minor=5,
    )
    (row,) = rows_of("".join(transfers_as_csv([night], ZONE)))
    assert (row["date"], row["at"]) == ("2026-11-02", "2026-11-03T03:00:00+00:00")
    assert (row["amount"], row["currency"]) == ("0.005", "KWD")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ('Q-1, "two"', 'Q-1, "two"'),
        ("Q=1", "Q=1"),
    ],
)
def test_a_reference_never_runs_as_a_formula(said: str, written: str) -> None:
    text = "".join(transfers_as_csv([transfer(1, "invoice_tax", 1, invoice=said)], ZONE))
    (row,) = rows_of(text)
    assert row["invoice"] == written


@given(some_transfers())
def test_every_transfer_comes_back(transfers: list[TransferFacts]) -> None:
    rows = rows_of("".join(transfers_as_csv(transfers, ZONE)))
    for row, each in zip(rows, transfers, strict=True):
        assert tuple(row) == TRANSFER_COLUMNS
        assert row["transfer"] == str(each.transfer_id)
        assert row["date"] == local_date(each.at, ZONE).isoformat()
        assert (row["kind"], row["debit"], row["credit"]) == (each.kind, each.debit, each.credit)
        assert parse_major(row["amount"], row["currency"]) == each.amount_minor
        for subject, said in each.subjects.items():
            assert row[subject].removeprefix("'") == said.removeprefix("'")


@given(some_transfers())
def test_every_days_total_comes_back(transfers: list[TransferFacts]) -> None:
    totals = list(sum_by_day(transfers, ZONE))
    rows = rows_of("".join(day_totals_as_csv(totals)))
    for row, each in zip(rows, totals, strict=True):
        assert tuple(row) == DAY_COLUMNS
        assert (row["date"], row["transfers"]) == (each.on.isoformat(), str(each.count))
        assert parse_major(row["amount"], row["currency"]) == each.amount_minor
