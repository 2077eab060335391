"""Prices, products and customers as Stripe exports them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairwell.domain.imports import ImportedCustomer, ImportedPrice, ImportedProduct
from tests.gateways.exports.files import CUSTOMER, PRICE, csv_text, export, records, told


def only_price(where: Path) -> ImportedPrice:
    (found,) = [row for row in records(where) if isinstance(row, ImportedPrice)]
    return found


def price_problems(tmp_path: Path, changes: dict[str, str]) -> list[str]:
    export(tmp_path, prices=[PRICE, PRICE | {"Price ID": "price_2"} | changes])
    return told(tmp_path)


def test_a_price_is_read(tmp_path: Path):
    assert only_price(export(tmp_path)) == ImportedPrice(
        external_id="price_1",
        product_external_id="prod_1",
        product_name="Quillfort Shield",
        plan="Plus",
        devices=3,
        term="P1Y",
        currency="EUR",
        amount_minor=4999,
        tax_behaviour="inclusive",
        nickname="Plus, 3 devices, yearly",
    )


@pytest.mark.parametrize(
    ("interval", "count", "term"),
    [("year", "1", "P1Y"), ("month", "12", "P1Y"), ("month", "3", "P3M"), ("Month", "", "P1M"),
     ("week", "2", "P14D"), ("days", "30", "P30D")],
)  # fmt: skip
def test_intervals_become_terms(tmp_path: Path, interval: str, count: str, term: str):
    row = PRICE | {"Interval": interval, "Interval Count": count}
    assert only_price(export(tmp_path, prices=[row])).term == term


@pytest.mark.parametrize(
    ("nickname", "devices"),
    [
        ("Plus, 5 devices", 5),
        ("10-device yearly", 10),
        ("1 PC", 1),
        ("Family", 1),
        ("0 devices", 1),
    ],
)
def test_devices_are_found_in_the_description_without_metadata(
    tmp_path: Path, nickname: str, devices: int
):
    row = PRICE | {"Description": nickname}
    del row["devices (metadata)"]
    assert only_price(export(tmp_path, prices=[row])).devices == devices


def test_the_products_name_comes_from_products_csv_if_prices_have_none(tmp_path: Path):
    row = {title: value for title, value in PRICE.items() if title != "Product Name"}
    export(tmp_path, prices=[row])
    assert told(tmp_path)[0] == (
        "error: prices.csv, line 2, Product ID: The product has no name here; export products.csv "
        "as well."
    )
    product = {"id": "prod_1", "Name": "Quillfort Shield", "Description": "Protection."}
    (tmp_path / "products.csv").write_text(csv_text([product]), encoding="utf-8")
    assert only_price(tmp_path).product_name == "Quillfort Shield"
    assert ImportedProduct("prod_1", "Quillfort Shield", "Protection.") in records(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"Interval": ""},
            "skipped: prices.csv, line 3, Interval: A one-time price: no subscription can have it.",
        ),
        (
            {"Interval": "fortnight"},
            "error: prices.csv, line 3, Interval: “fortnight” is not day, week, month or year.",
        ),
        (
            {"Billing Scheme": "tiered", "Amount": ""},
            (
                "error: prices.csv, line 3, Billing Scheme: A price in tiers has no single amount; "
                "it can't be imported."
            ),
        ),
        (
            {"Usage Type": "metered"},
            (
                "error: prices.csv, line 3, Usage Type: A price by usage has no fixed amount; it "
                "can't be imported."
            ),
        ),
        (
            {"Currency": "eu"},
            (
                "error: prices.csv, line 3, Currency: “eu” is not a currency code; use ISO 4217, "
                "such as EUR."
            ),
        ),
        (
            {"Tax Behavior": "sometimes"},
            (
                "error: prices.csv, line 3, Tax Behavior: “sometimes” is not one of inclusive, "
                "exclusive, unspecified."
            ),
        ),
        (
            {"Price ID": "price_1"},
            "error: prices.csv, line 3, Price ID: “price_1” was read before (prices.csv, line 2).",
        ),
    ],
)
def test_prices_that_no_subscription_can_have_are_told(
    tmp_path: Path, changes: dict[str, str], message: str
):
    assert price_problems(tmp_path, changes) == [message]


def test_a_customer_is_read(tmp_path: Path):
    export(tmp_path, customers=[CUSTOMER | {"consumer (metadata)": "false"}])
    assert [row for row in records(tmp_path) if isinstance(row, ImportedCustomer)] == [
        ImportedCustomer(
            external_id="cus_1",
            email="lena.vogt@mail.example",
            name="Lena Vogt",
            country="DE",
            subdivision="",
            language="de-DE",
            created_at=datetime(2025, 12, 1, 10, 0, tzinfo=UTC),
            consumer=False,
        )
    ]


def test_what_a_spreadsheet_would_run_stays_the_customers_name(tmp_path: Path):
    export(tmp_path, customers=[CUSTOMER | {"Name": '=HYPERLINK("http://x.example","y")'}])
    (found,) = [row for row in records(tmp_path) if isinstance(row, ImportedCustomer)]
    assert found.name == '=HYPERLINK("http://x.example","y")'


def test_a_customer_without_a_state_that_exists_is_kept_and_told(tmp_path: Path):
    export(tmp_path, customers=[CUSTOMER | {"Address Country": "US", "Address State": "Bayern"}])
    assert told(tmp_path) == [
        (
            "warning: customers.csv, line 2, Address State: “Bayern” is not a state; use a code "
            "such as CA."
        )
    ]
