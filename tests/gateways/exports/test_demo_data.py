"""The demonstration's data: complete, the same on every run, and about nobody real."""

import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import phonenumbers
import pytest
from make_demo_data import TARGET, make

from fairwell.domain.imports import (
    ImportedCustomer,
    ImportedPayment,
    ImportedPrice,
    ImportedSubscription,
    Record,
    RowProblem,
)
from fairwell.gateways.exports.stripe_csv.read import read_stripe_csv

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows() -> list[Record]:
    found = []
    for read in read_stripe_csv(TARGET):
        assert not isinstance(read.item, RowProblem), str(read.item)
        found.append(read.item)
    return found


@pytest.fixture(scope="module")
def subscriptions(rows: list[Record]) -> dict[str, ImportedSubscription]:
    return {row.external_id: row for row in rows if isinstance(row, ImportedSubscription)}


@pytest.fixture(scope="module")
def payments(rows: list[Record]) -> list[ImportedPayment]:
    return [row for row in rows if isinstance(row, ImportedPayment)]


@pytest.fixture(scope="module")
def cast() -> dict[str, str]:
    """Subscription by the key of the story."""
    text = (TARGET / "cast.toml").read_text(encoding="utf-8")
    return {role["key"]: role["subscription"] for role in tomllib.loads(text)["cast"]}


def test_the_generator_still_makes_these_very_files(tmp_path: Path):
    make(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {name: (TARGET / name).read_bytes() for name in made}
    assert len(made) == 8


def test_it_is_large_and_varied_enough(
    rows: list[Record], subscriptions: dict[str, ImportedSubscription]
):
    customers = [row for row in rows if isinstance(row, ImportedCustomer)]
    assert (len(subscriptions), len(customers)) == (200, 185)
    assert len({row.country for row in customers}) >= 12
    assert {"US-CA", "US-NY"} <= {row.subdivision for row in customers}
    currencies = {row.currency for row in rows if isinstance(row, ImportedPrice)}
    assert currencies == {"USD", "EUR", "GBP", "CHF", "JPY", "KWD"}
    owners = Counter(row.customer_external_id for row in subscriptions.values())
    assert sum(count == 2 for count in owners.values()) == 15
    axes = {(row.renewal, row.standing, row.service) for row in subscriptions.values()}
    assert len(axes) == 9


def test_nobody_in_it_can_be_written_to(rows: list[Record]):
    addresses = [row.email for row in rows if isinstance(row, ImportedCustomer)]
    assert all(address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_nothing_in_it_happens_after_its_now(
    subscriptions: dict[str, ImportedSubscription], payments: list[ImportedPayment]
):
    assert all(row.charged_at <= NOW for row in payments)
    assert all(row.started_at <= NOW for row in subscriptions.values())
    assert all(row.ended_at is None or row.ended_at <= NOW for row in subscriptions.values())
    running = [row for row in subscriptions.values() if row.ended_at is None]
    assert all(row.current_period_start <= NOW < row.current_period_end for row in running)


def test_without_its_invoices_few_are_in_doubt_and_none_is_linked_wrongly(
    payments: list[ImportedPayment], cast: dict[str, str]
):
    files = [path for path in TARGET.glob("*.csv") if path.name != "invoices.csv"]
    read = [row.item for row in read_stripe_csv(files)]
    known = {row.external_id: row.subscription_external_id for row in payments}
    found = [row for row in read if isinstance(row, ImportedPayment)]
    unlinked = [row for row in found if row.subscription_external_id is None]
    assert cast["two_payments"] in {known[row.external_id] for row in unlinked}
    assert len(unlinked) <= len(found) // 100
    assert len(found) == len(payments)
    assert all(
        row.subscription_external_id == known[row.external_id]
        for row in found
        if row not in unlinked
    )


def test_the_cast_tells_its_stories(
    subscriptions: dict[str, ImportedSubscription],
    payments: list[ImportedPayment],
    cast: dict[str, str],
):
    def charged(key: str) -> list[ImportedPayment]:
        """The captured payments of a story in its current period, the latest first."""
        row = subscriptions[cast[key]]
        return sorted(
            (
                payment
                for payment in payments
                if payment.subscription_external_id == row.external_id
                and payment.status == "captured"
                and payment.charged_at >= row.current_period_start
            ),
            key=lambda payment: payment.charged_at,
            reverse=True,
        )

    def days_ago(at: datetime) -> int:
        return (NOW.date() - at.date()) // timedelta(days=1)

    def story(key: str) -> ImportedSubscription:
        return subscriptions[cast[key]]

    assert [days_ago(each.charged_at) for each in charged("annual_refundable")] == [57]
    assert [days_ago(each.charged_at) for each in charged("annual_too_late")] == [100]
    assert [days_ago(each.charged_at) for each in charged("monthly")] == [12]
    assert days_ago(story("eu_withdrawal").concluded_at) == 5
    assert story("eu_withdrawal").early_start_requested is True
    assert story("trial").service == "trialing"
    assert charged("trial") == charged("past_due") == []
    assert story("past_due").standing == "grace"
    assert story("scheduled_ending").renewal == "non_renewing"
    added, year = charged("two_payments")
    assert (year.amount_minor, added.amount_minor) == (5499, 1418)
    assert year.period_end == added.period_end
    assert [days_ago(each.charged_at) for each in charged("card_to_close")] == [30]
    assert story("unpaid").standing == "on_hold"
    assert story("ended").service == "terminated"
    (partly,) = charged("three_decimals")
    assert (partly.currency, partly.refunded_minor) == ("KWD", 2500)
    owner = story("two_subscriptions").customer_external_id
    assert sum(row.customer_external_id == owner for row in subscriptions.values()) == 2


def test_the_vendor_has_only_contacts_that_nobody_else_can_have(rows: list[Record]):
    data = tomllib.loads((TARGET / "vendor.toml").read_text(encoding="utf-8"))
    vendor = data["vendor"]
    products = {row.product_external_id for row in rows if isinstance(row, ImportedPrice)}
    assert set(vendor["product_policies"]) <= products
    assert vendor["default_policy"] == "vendor-60-annual"
    for contact in vendor["contacts"]:
        if contact["kind"] == "phone":
            number = phonenumbers.parse(contact["value"], None)
            assert 5550100 <= number.national_number % 10_000_000 <= 5550199
        else:
            assert "quillfort.example" in contact["value"]
