"""Charges: what was taken, what went back, which card, and which invoice they paid."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairwell.domain.imports import ImportedMethod, ImportedPayment
from tests.gateways.exports.files import INVOICE, PAYMENT, export, records, told


def payments(where: Path) -> list[ImportedPayment]:
    return [row for row in records(where) if isinstance(row, ImportedPayment)]


def test_a_payment_is_linked_by_its_invoice(tmp_path: Path):
    assert payments(export(tmp_path)) == [
        ImportedPayment(
            external_id="ch_1",
            order_number="QF-0001",
            customer_external_id="cus_1",
            subscription_external_id="sub_1",
            amount_minor=4999,
            refunded_minor=0,
            currency="EUR",
            charged_at=datetime(2025, 12, 1, 10, 2, 11, tzinfo=UTC),
            status="captured",
            period_start=datetime(2025, 12, 1, 10, 0, tzinfo=UTC),
            period_end=datetime(2026, 12, 1, 10, 0, tzinfo=UTC),
            method=ImportedMethod("card_1", "Visa", "4242", 8, 2028),
        )
    ]
    assert told(tmp_path) == []


def test_an_older_export_finds_its_invoice_by_the_charge(tmp_path: Path):
    row = {title: value for title, value in PAYMENT.items() if title != "Invoice ID"}
    row["Created (UTC)"] = row.pop("Created date (UTC)")
    (found,) = payments(export(tmp_path, payments=[row]))
    assert (found.order_number, found.subscription_external_id) == ("QF-0001", "sub_1")


def test_without_invoices_the_order_number_is_made_of_the_payments_id(tmp_path: Path):
    (found,) = payments(export(tmp_path, invoices=None))
    assert found.order_number == "X-MGTDR-9XFJ4"
    assert found.subscription_external_id == "sub_1"
    assert found.period_end == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def test_what_can_not_be_linked_is_kept_and_told(tmp_path: Path):
    export(tmp_path, invoices=None, payments=[PAYMENT | {"Amount": "12.00"}])
    (found,) = payments(tmp_path)
    assert found.subscription_external_id is None
    assert told(tmp_path) == [
        (
            "warning: payments.csv, line 2: Can't tell which subscription paid this: 12.00 EUR is "
            "not the price of any (sub_1 costs 49.99). It is kept without a subscription; export "
            "invoices.csv as well to be sure."
        )
    ]


def test_an_invoice_of_a_subscription_that_was_not_read_is_told(tmp_path: Path):
    export(tmp_path, invoices=[INVOICE | {"Subscription": "sub_9"}])
    assert told(tmp_path)[0] == (
        "warning: payments.csv, line 2, Invoice ID: It paid the subscription “sub_9”, which was "
        "not read; kept without one."
    )


@pytest.mark.parametrize(
    ("status", "refunded", "expected"),
    [
        ("Paid", "0.00", ("captured", 0)),
        ("Paid", "10.00", ("captured", 1000)),
        ("Refunded", "49.99", ("captured", 4999)),
        ("Partial Refund", "10.00", ("captured", 1000)),
        ("Partially refunded", "10,00", ("captured", 1000)),
        ("succeeded", "", ("captured", 0)),
        ("Failed", "0.00", ("failed", 0)),
        ("Blocked", "", ("failed", 0)),
    ],
)
def test_statuses(tmp_path: Path, status: str, refunded: str, expected: tuple[str, int]):
    row = PAYMENT | {"Status": status, "Amount Refunded": refunded}
    (found,) = payments(export(tmp_path, payments=[row]))
    assert (found.status, found.refunded_minor) == expected


@pytest.mark.parametrize(
    ("changes", "disputed"),
    [
        ({"Status": "Disputed"}, True),
        ({"Dispute Status": "needs_response"}, True),
        ({"Dispute Status": "Lost"}, True),
        ({"Dispute Status": "won"}, False),
        ({}, False),
    ],
)
def test_disputes_are_marked(tmp_path: Path, changes: dict[str, str], disputed: bool):
    (found,) = payments(export(tmp_path, payments=[PAYMENT | changes]))
    assert found.disputed is disputed


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Status": "Canceled"}, "Status: “Canceled”: no money was taken."),
        (
            {"Status": "Requires payment method"},
            "Status: “Requires payment method”: no money was taken.",
        ),
        ({"Captured": "false"}, "Captured: Authorised but not captured: no money was taken."),
        ({"Mode": "Test"}, "Mode: A payment of test mode: no money moved."),
        ({"Amount": "0.00"}, "Amount: A payment of zero: there is nothing to refund."),
        (
            {"Customer ID": ""},
            "Customer ID: A payment without a customer: no subscription has it.",
        ),
    ],
)
def test_rows_without_money_for_us_are_skipped_with_the_reason(
    tmp_path: Path, changes: dict[str, str], message: str
):
    export(tmp_path, payments=[PAYMENT | changes])
    assert told(tmp_path) == [f"skipped: payments.csv, line 2, {message}"]
    assert payments(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Status": "Melted"}, "Status: “Melted” is not a payment status we know."),
        (
            {"Amount": "-49.99"},
            "Amount: -49.99 EUR is negative; give an amount of zero or more.",
        ),
        (
            {"Amount Refunded": "60.00"},
            "Amount Refunded: 60.00 was refunded of 49.99 EUR: more than was paid.",
        ),
        (
            {"Status": "Refunded", "Amount Refunded": ""},
            "Amount Refunded: The status says refunded, but the amount refunded is missing.",
        ),
        (
            {"Currency": "euro"},
            "Currency: “euro” is not a currency code; use ISO 4217, such as EUR.",
        ),
        ({"Card Last4": "42x2"}, "Card Last4: “42x2” is not four digits."),
        ({"Card Exp Month": "13"}, "Card Exp Month: “13” is not a month."),
        (
            {"Customer ID": "cus_9"},
            (
                "Customer ID: The customer “cus_9” was not read: the list of customers lacks it, "
                "or its row has a problem."
            ),
        ),
    ],
)
def test_what_can_not_be_is_told(tmp_path: Path, changes: dict[str, str], message: str):
    export(tmp_path, payments=[PAYMENT | changes])
    assert told(tmp_path) == [f"error: payments.csv, line 2, {message}"]


def test_a_full_card_number_is_refused_and_never_repeated(tmp_path: Path):
    export(tmp_path, payments=[PAYMENT | {"Card Last4": "4242424242424242"}])
    (text,) = told(tmp_path)
    assert text.startswith("error: payments.csv, line 2, Card Last4: This value looks like a full")
    assert "4242" not in text


def test_leading_zeros_that_a_spreadsheet_dropped_come_back(tmp_path: Path):
    (found,) = payments(export(tmp_path, payments=[PAYMENT | {"Card Last4": "42"}]))
    assert found.method is not None
    assert found.method.last4 == "0042"
