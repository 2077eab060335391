"""Our own form: one row holds the customer, the price and the subscription."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.domain.imports import (
    ImportedCustomer,
    ImportedMethod,
    ImportedPayment,
    ImportedPrice,
    ImportedSubscription,
    Record,
    RowProblem,
)
from fairwell.gateways.exports.own_csv.read import read_own_csv
from tests.gateways.exports.files import csv_text

LENA = {
    "subscription_id": "S-1",
    "email": "Lena.Vogt@mail.example",
    "name": "Lena Vogt",
    "country": "DE",
    "product": "Shield",
    "plan": "Plus",
    "devices": "3",
    "term": "P12M",
    "currency": "EUR",
    "amount": "49.99",
    "started_at": "2025-12-01",
    "period_start": "2025-12-01",
    "period_end": "2026-12-01",
    "renewal": "",
    "service": "",
    "ends_at": "",
    "ended_at": "",
}
PAID = {
    "payment_id": "P-1",
    "order_number": "O-1",
    "subscription_id": "S-1",
    "amount": "49.99",
    "refunded": "5.00",
    "currency": "EUR",
    "charged_at": "2025-12-01 10:02",
    "status": "captured",
    "period_start": "",
    "period_end": "",
    "method_ref": "M-1",
    "brand": "Visa",
    "last4": "4242",
}


def write(
    where: Path, rows: list[dict[str, str]], paid: list[dict[str, str]] | None = None
) -> Path:
    (where / "subscriptions.csv").write_text(csv_text(rows), encoding="utf-8")
    if paid is not None:
        (where / "payments.csv").write_text(csv_text(paid), encoding="utf-8")
    return where


def records(where: Path) -> list[Record]:
    return [row.item for row in read_own_csv(where) if not isinstance(row.item, RowProblem)]


def told(where: Path) -> list[str]:
    return [
        f"{row.item.severity}: {row.item}"
        for row in read_own_csv(where)
        if isinstance(row.item, RowProblem)
    ]


def test_a_row_becomes_a_customer_a_price_and_a_subscription(tmp_path: Path):
    customer, price, subscription, payment = records(write(tmp_path, [LENA], [PAID]))
    begin, end = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    assert customer == ImportedCustomer(
        "lena.vogt@mail.example", "lena.vogt@mail.example", "Lena Vogt", "DE", "", None, begin
    )
    assert isinstance(price, ImportedPrice)
    assert (price.product_name, price.plan, price.devices) == ("Shield", "Plus", 3)
    assert (price.term, price.currency, price.amount_minor) == ("P1Y", "EUR", 4999)
    assert subscription == ImportedSubscription(
        external_id="S-1",
        customer_external_id=customer.external_id,
        price_external_id=price.external_id,
        quantity=1,
        renewal="auto_renewing",
        standing="current",
        service="active",
        concluded_at=begin,
        started_at=begin,
        current_period_start=begin,
        current_period_end=end,
    )
    assert payment == ImportedPayment(
        external_id="P-1",
        order_number="O-1",
        customer_external_id=customer.external_id,
        subscription_external_id="S-1",
        amount_minor=4999,
        refunded_minor=500,
        currency="EUR",
        charged_at=datetime(2025, 12, 1, 10, 2, tzinfo=UTC),
        status="captured",
        method=ImportedMethod("M-1", "Visa", "4242"),
    )


def test_rows_of_the_same_customer_and_price_share_them(tmp_path: Path):
    rows = [LENA, LENA | {"subscription_id": "S-2"}]
    kinds = [type(row).__name__ for row in records(write(tmp_path, rows))]
    assert kinds.count("ImportedCustomer") == kinds.count("ImportedPrice") == 1
    assert kinds.count("ImportedSubscription") == 2


def test_a_second_pass_gives_the_same(tmp_path: Path):
    read = read_own_csv(write(tmp_path, [LENA], [PAID]))
    assert list(read) == list(read)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"term": "yearly"}, ('term: "yearly" is not a term; write an ISO 8601 period such as P1Y '
         "or P14D.")),
        ({"renewal": "maybe"}, ("renewal: “maybe” is not one of auto_renewing, non_renewing, "
         "ended.")),
        ({"renewal": "non_renewing"}, ("ends_at: A subscription that will not renew needs the date "
         "on which it ends.")),
        ({"renewal": "ended"}, ("service: A subscription is ended exactly when its service is "
         "terminated.")),
        ({"ends_at": "2026-12-01"}, ("ends_at: It ends with the current period, so it cannot "
         "renew.")),
        ({"ended_at": "2026-01-01"}, ("ended_at: It has a date on which it ended, but its status "
         "says that it runs.")),
        ({"product": ""}, "product: The value is missing."),
        ({"name": "Somebody Else"}, ("email: The customer “lena.vogt@mail.example” is described "
         "otherwise in an earlier row.")),
        ({"subscription_id": "S-1"}, ("subscription_id: “S-1” was read before (subscriptions.csv, "
         "line 2).")),
    ],
)  # fmt: skip
def test_what_can_not_be_is_told(tmp_path: Path, changes: dict[str, str], message: str):
    write(tmp_path, [LENA, LENA | {"subscription_id": "S-2"} | changes])
    assert told(tmp_path) == [f"error: subscriptions.csv, line 3, {message}"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subscription_id": "S-9"}, ("subscription_id: The subscription “S-9” was not read: "
         "subscriptions.csv lacks it, or its row has a problem.")),
        ({"currency": "USD"}, "currency: It is in USD, but its subscription is in EUR."),
        ({"refunded": "50.00"}, "refunded: 50.00 was refunded of 49.99 EUR: more than was paid."),
        ({"period_start": "2025-12-01"}, ("period_end: A period needs both a start and a later "
         "end, or neither.")),
        ({"order_number": ""}, "order_number: The value is missing."),
        ({"last4": "4242424242424242"}, ("last4: This value looks like a full card number, which "
         "Fairwell never takes. Keep only its last four digits, and delete the file wherever else "
         "it is kept.")),
    ],
)  # fmt: skip
def test_payments_that_can_not_be_are_told(tmp_path: Path, changes: dict[str, str], message: str):
    write(tmp_path, [LENA], [PAID | changes])
    assert told(tmp_path) == [f"error: payments.csv, line 2, {message}"]


def test_without_our_file_it_is_said_where_its_columns_are_described(tmp_path: Path):
    (tmp_path / "list.csv").write_text("a\n", encoding="utf-8")
    assert told(tmp_path) == [
        (
            f"error: {tmp_path}: There is no subscriptions.csv. Its columns are described in "
            "docs/import.md."
        )
    ]


def test_another_file_is_passed_over_but_not_silently(tmp_path: Path):
    write(tmp_path, [LENA])
    (tmp_path / "list.csv").write_text("a\n", encoding="utf-8")
    assert told(tmp_path) == [
        "skipped: list.csv: Neither subscriptions.csv nor payments.csv; it was not read."
    ]
    assert len(records(tmp_path)) == 3


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_at_all_are_told_and_never_raise(subscriptions: bytes, payments: bytes):
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "subscriptions.csv").write_bytes(subscriptions)
        (Path(name) / "payments.csv").write_bytes(payments)
        read = list(read_own_csv(Path(name)))
    assert read
    assert all(isinstance(row.item, RowProblem) for row in read)
