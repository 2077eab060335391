"""Records that contradict themselves are told; payments are linked where that is certain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.import_links import link_payments, period_of
from fairwell.domain.imports import (
    ImportedPayment,
    ImportedPrice,
    ImportedSubscription,
    RowProblem,
    shape_problem,
)

BEGIN = datetime(2025, 12, 1, 10, 0, tzinfo=UTC)
END = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
YEAR = ImportedPrice(
    "year", "prod", "Shield", "Plus", 3, "P1Y", "EUR", 4999, "inclusive", active=True
)
MONTH = replace(YEAR, external_id="month", term="P1M", amount_minor=499)
SHIELD = ImportedSubscription(
    external_id="sub_1",
    customer_external_id="cus_1",
    price_external_id="year",
    quantity=1,
    renewal="auto_renewing",
    standing="current",
    service="active",
    concluded_at=BEGIN,
    started_at=BEGIN,
    current_period_start=BEGIN,
    current_period_end=END,
)
PAID = ImportedPayment(
    external_id="ch_1",
    order_number="O-1",
    customer_external_id="cus_1",
    subscription_external_id=None,
    amount_minor=4999,
    refunded_minor=0,
    currency="EUR",
    charged_at=BEGIN + timedelta(minutes=2),
    status="captured",
)


def linked(
    payment: ImportedPayment, *rows: ImportedSubscription, price: ImportedPrice = YEAR
) -> tuple[str | None, str]:
    (link,) = link_payments(rows, [payment], [price, MONTH])
    return link.payment.subscription_external_id, link.doubt


def test_a_problem_says_where_it_is():
    problem = RowProblem("prices.csv", 7, "Amount", "The value is missing.")
    assert str(problem) == "prices.csv, line 7, Amount: The value is missing."
    assert str(replace(problem, column="")) == "prices.csv, line 7: The value is missing."
    assert str(replace(problem, line=0, column="")) == "prices.csv: The value is missing."


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (SHIELD, None),
        (replace(SHIELD, ends_at=END + timedelta(days=1)), None),
        (replace(SHIELD, renewal="non_renewing", ends_at=END), None),
        (
            replace(SHIELD, renewal="ended", service="terminated", ends_at=END, ended_at=END),
            None,
        ),
        (replace(SHIELD, quantity=0), "quantity"),
        (replace(SHIELD, current_period_end=BEGIN), "current_period_end"),
        (replace(SHIELD, renewal="ended", ended_at=END), "service"),
        (replace(SHIELD, service="terminated"), "service"),
        (replace(SHIELD, renewal="ended", service="terminated"), "ended_at"),
        (replace(SHIELD, ended_at=END), "ended_at"),
        (replace(SHIELD, renewal="non_renewing"), "ends_at"),
        (replace(SHIELD, ends_at=END), "ends_at"),
    ],
)
def test_contradictions_within_a_subscription(row: ImportedSubscription, field: str | None):
    problem = shape_problem(row)
    assert (problem and problem[0]) == field


def test_the_only_subscription_that_fits_is_linked_with_its_period():
    (link,) = link_payments([SHIELD], [PAID], [YEAR])
    assert link.payment == replace(
        PAID, subscription_external_id="sub_1", period_start=BEGIN, period_end=END
    )


def test_a_payment_that_names_its_subscription_is_left_alone():
    named = replace(PAID, subscription_external_id="sub_9")
    assert linked(named, SHIELD) == ("sub_9", "")


def test_another_customers_subscription_never_fits():
    assert linked(PAID, replace(SHIELD, customer_external_id="cus_2")) == (
        None,
        "can't tell which subscription paid this: the customer has no subscription in this list",
    )


def test_neither_does_one_in_another_currency_or_at_another_time():
    doubt = (
        "can't tell which subscription paid this: none of the customer's subscriptions ran in "
        "EUR on 2025-12-01"
    )
    assert linked(PAID, SHIELD, price=replace(YEAR, currency="USD")) == (None, doubt)
    later = replace(SHIELD, concluded_at=END, started_at=END)
    assert linked(PAID, later) == (None, doubt)
    over = replace(SHIELD, ended_at=BEGIN - timedelta(days=2))
    assert linked(PAID, over) == (None, doubt)


def test_another_amount_is_told_with_the_prices_that_were_asked():
    assert linked(replace(PAID, amount_minor=1200), SHIELD) == (
        None,
        (
            "can't tell which subscription paid this: 12.00 EUR is not the price of any "
            "(sub_1 costs 49.99)"
        ),
    )


@pytest.mark.parametrize(("paid", "fits"), [(5949, True), (6498, True), (6499, False)])
def test_a_tax_may_come_on_top_of_a_price_that_does_not_hold_it(paid: int, fits: bool):
    exclusive = replace(YEAR, tax_behaviour="exclusive")
    found, _ = linked(replace(PAID, amount_minor=paid), SHIELD, price=exclusive)
    assert (found == "sub_1") is fits
    assert linked(replace(PAID, amount_minor=paid), SHIELD)[0] is None


def test_the_quantity_multiplies_the_price():
    assert linked(replace(PAID, amount_minor=9998), replace(SHIELD, quantity=2))[0] == "sub_1"


def test_two_that_fit_are_told_apart_by_when_their_periods_begin():
    other_begin = BEGIN - timedelta(days=100)
    other = replace(
        SHIELD,
        external_id="sub_2",
        concluded_at=other_begin,
        started_at=other_begin,
        current_period_start=other_begin,
        current_period_end=other_begin + timedelta(days=365),
    )
    assert linked(PAID, SHIELD, other) == ("sub_1", "")


def test_two_that_fit_equally_well_are_told_and_not_guessed():
    assert linked(PAID, SHIELD, replace(SHIELD, external_id="sub_2")) == (
        None,
        "can't tell which subscription paid this: sub_1 and sub_2 fit equally well",
    )


def test_an_earlier_month_is_found_by_counting_from_the_start():
    start = datetime(2026, 1, 31, 10, 0, tzinfo=UTC)
    monthly = replace(
        SHIELD,
        price_external_id="month",
        started_at=start,
        current_period_start=datetime(2026, 5, 31, 10, 0, tzinfo=UTC),
        current_period_end=datetime(2026, 6, 30, 10, 0, tzinfo=UTC),
    )
    charged = datetime(2026, 2, 28, 10, 3, tzinfo=UTC)
    assert period_of(monthly, "P1M", charged) == (
        datetime(2026, 2, 28, 10, 0, tzinfo=UTC),
        datetime(2026, 3, 31, 10, 0, tzinfo=UTC),
    )
    assert period_of(monthly, "P1M", start - timedelta(hours=1)) == (
        start,
        datetime(2026, 2, 28, 10, 0, tzinfo=UTC),
    )


def test_after_a_moved_anchor_earlier_periods_are_unknown():
    moved = replace(SHIELD, started_at=BEGIN - timedelta(days=900))
    assert period_of(moved, "P1Y", BEGIN - timedelta(days=300)) is None
    assert period_of(moved, "P1Y", BEGIN) == (BEGIN, END)


@given(
    st.lists(
        st.builds(
            replace,
            st.just(SHIELD),
            external_id=st.sampled_from(["sub_1", "sub_2", "sub_3"]),
            price_external_id=st.sampled_from(["year", "month", "unknown"]),
            quantity=st.integers(1, 3),
            started_at=st.integers(0, 700).map(lambda days: BEGIN - timedelta(days=days)),
        ),
        max_size=4,
    ),
    st.integers(1, 20_000),
    st.integers(-400, 400),
)
def test_a_link_is_always_to_a_running_subscription_of_the_customer_or_there_is_a_doubt(
    rows: list[ImportedSubscription], paid: int, days: int
):
    payment = replace(PAID, amount_minor=paid, charged_at=BEGIN + timedelta(days=days))
    (link,) = link_payments(rows, [payment], [YEAR, MONTH])
    found = link.payment.subscription_external_id
    assert bool(link.doubt) == (found is None)
    if found is not None:
        assert found in {row.external_id for row in rows}
        assert link.payment.amount_minor == paid
