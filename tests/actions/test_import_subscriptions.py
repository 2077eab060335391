"""Subscriptions come onto the books with their anchor, their first event and their policies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairwell.actions.catalog.import_customers import import_customers
from fairwell.actions.catalog.import_subscriptions import import_subscriptions
from fairwell.actions.steps.import_report import ImportReport
from fairwell.domain.imports import ImportedCustomer, ImportedSubscription
from fairwell.domain.term import Term, period_bounds
from fairwell.models import Product, Subscription, Vendor
from tests import deeds
from tests.cast import NOW, Cast


def day(month: int, number: int, year: int = 2026) -> datetime:
    return datetime(year, month, number, 15, tzinfo=UTC)


MONTHLY = ImportedSubscription(
    external_id="sub_1",
    customer_external_id="cus_1",
    price_external_id="price_month_usd",
    quantity=2,
    renewal="auto_renewing",
    standing="current",
    service="active",
    concluded_at=day(8, 5),
    started_at=day(8, 5),
    current_period_start=day(11, 5).replace(hour=16),  # the clocks went back on 1 November
    current_period_end=day(12, 5).replace(hour=16),
)


@pytest.fixture(autouse=True)
def customer(cast: Cast) -> None:
    row = ImportedCustomer("cus_1", "mia@mail.example", "Mia", "US", "", None, day(8, 5))
    import_customers(rows=[(1, row)], file="customers.csv", at=NOW)


def take(*rows: ImportedSubscription) -> ImportReport:
    return import_subscriptions(rows=list(enumerate(rows, 2)), file="subscriptions.csv", at=NOW)


def taken(**changes: Any) -> Subscription:
    report = take(replace(MONTHLY, **changes))
    assert (report.new, report.problems) == (1, [])
    return Subscription.objects.get(external_id="sub_1")


def anchor(subscription: Subscription) -> tuple[datetime, int, int]:
    """After checking that counting from the anchor leads to the current period."""
    if subscription.current_period_no:
        n = subscription.current_period_no - subscription.anchor_period_no
        term = Term.parse(subscription.price.term)
        start, _ = period_bounds(subscription.anchor_at, term, n, Vendor.objects.get().zone)
        assert start == subscription.current_period_start
    return (
        subscription.anchor_at,
        subscription.anchor_period_no,
        subscription.current_period_no,
    )


def test_the_first_event_tells_the_whole_state(cast: Cast) -> None:
    subscription = taken(ends_at=day(3, 1, 2027), early_start_requested=True)

    assert deeds.history(subscription) == ["subscription_imported"]
    event = subscription.events.get()
    assert (event.actor, event.channel, event.at) == ("system", "import", NOW)
    assert subscription.early_start_requested is True
    assert subscription.quantity == 2
    assert deeds.violations() == []


def test_taken_again_nothing_changes(cast: Cast) -> None:
    assert take(MONTHLY, MONTHLY).standing == 1
    before = deeds.rows()

    report = take(MONTHLY, replace(MONTHLY, quantity=9))

    assert (report.new, report.standing, report.problems) == (0, 2, [])
    assert deeds.rows() == before


def test_bad_references_are_refused_by_line_and_the_rest_is_taken(cast: Cast) -> None:
    Product.objects.filter(external_id="prod_vault").update(policy="vendor-gone")
    report = take(
        replace(MONTHLY, external_id="a", customer_external_id="cus_9"),
        replace(MONTHLY, external_id="b", price_external_id="price_9"),
        replace(MONTHLY, external_id="c", price_external_id="price_vault_usd"),
        MONTHLY,
    )

    assert [str(problem) for problem in report.problems] == [
        "subscriptions.csv, line 2, customer: No customer cus_9 is known.",
        "subscriptions.csv, line 3, price: No price price_9 is known.",
        "subscriptions.csv, line 4, policy: The policy vendor-gone was not published.",
    ]
    assert report.new == Subscription.objects.count() == 1


def test_counted_from_the_start(cast: Cast) -> None:
    assert anchor(taken()) == (day(8, 5), 1, 4)


def test_a_month_end_anchor_is_kept_through_short_months(cast: Cast) -> None:
    subscription = taken(
        concluded_at=day(8, 31).replace(hour=14),
        started_at=day(8, 31).replace(hour=14),
        current_period_start=day(10, 31).replace(hour=14),
        current_period_end=day(11, 30),
    )

    assert anchor(subscription) == (day(8, 31).replace(hour=14), 1, 3)
    zone = Vendor.objects.get().zone
    following = period_bounds(subscription.anchor_at, Term.parse("P1M"), 3, zone)
    assert following == (day(11, 30), day(12, 31)), "back to the last day of the month"


def test_a_running_trial_is_period_zero_and_its_end_the_anchor(cast: Cast) -> None:
    ends = NOW + timedelta(days=4)
    subscription = taken(
        service="trialing",
        started_at=NOW - timedelta(days=10),
        trial_end=ends,
        current_period_start=NOW - timedelta(days=10),
        current_period_end=ends,
    )

    assert anchor(subscription) == (ends, 1, 0)


def test_after_a_trial_the_periods_are_counted_from_its_end(cast: Cast) -> None:
    subscription = taken(
        started_at=day(8, 5),
        trial_end=day(9, 7),
        current_period_start=day(11, 7).replace(hour=16),
        current_period_end=day(12, 7).replace(hour=16),
    )

    assert anchor(subscription) == (day(9, 7), 1, 3)


def test_where_no_counting_leads_there_the_current_period_is_the_anchor(cast: Cast) -> None:
    """As after a change of plan in the middle of a term."""
    start = day(11, 9)
    subscription = taken(current_period_start=start, current_period_end=day(12, 9))

    assert anchor(subscription) == (start, 1, 1)


def test_what_is_over_stays_over(cast: Cast) -> None:
    over = day(11, 1)
    subscription = taken(renewal="ended", service="terminated", ended_at=over, ends_at=over)

    assert (subscription.renewal, subscription.ended_at) == ("ended", over)
    assert deeds.history(subscription) == ["subscription_imported"]
