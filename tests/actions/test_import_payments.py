"""Payments come onto the books as invoices, attempts and transfers that agree with each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairwell.actions.catalog.import_payments import import_payments
from fairwell.actions.catalog.import_subscriptions import import_subscriptions
from fairwell.actions.steps.import_report import ImportReport
from fairwell.domain.imports import ImportedMethod, ImportedPayment, ImportedSubscription
from fairwell.models import Invoice, Payment, PaymentAttempt, PaymentMethod, Subscription, Transfer
from tests import deeds
from tests.cast import NOW, Cast

CHARGED = datetime(2026, 11, 5, 15, tzinfo=UTC)
PAID = ImportedPayment(
    external_id="ch_1",
    order_number="A-1",
    customer_external_id="cus_mia",
    subscription_external_id="sub_mia",
    amount_minor=999,
    refunded_minor=0,
    currency="USD",
    charged_at=CHARGED,
    status="captured",
    method=ImportedMethod("pm_1", "visa", "4242", 12, 2029),
)
FAILED = replace(PAID, external_id="ch_0", status="failed", charged_at=CHARGED - timedelta(hours=1))


@pytest.fixture(autouse=True)
def mia(cast: Cast) -> Subscription:
    """She renews monthly, last on 5 November; none of her payments is on the books yet."""
    return cast.subscriber("mia", price="price_month_usd", charged=CHARGED, paid=False)


def take(*rows: ImportedPayment) -> ImportReport:
    return import_payments(
        rows=list(enumerate(rows, 2)), file="payments.csv", gateway="sandbox", at=NOW
    )


def moves(*columns: str) -> list[tuple[Any, ...]]:
    """What was booked, in order: kind, amount, and the columns asked for."""
    booked = Transfer.objects.order_by("pk")
    return list(booked.values_list("kind", "amount_minor", *columns))


def problems(*rows: ImportedPayment) -> list[str]:
    """What is refused, after checking that a refused row leaves no trace."""
    before = deeds.rows()
    report = take(*rows)
    assert report.new == 0
    assert deeds.rows() == before
    return [str(problem).removeprefix("payments.csv, line ") for problem in report.problems]


def test_a_payment_has_its_invoice_attempt_method_and_transfer(mia: Subscription) -> None:
    assert take(PAID).new == 1

    invoice = Invoice.objects.get()
    assert (invoice.number, invoice.state, invoice.kind, invoice.period_no) == (
        "A-1",
        "paid",
        "period",
        1,
    )
    assert (invoice.period_start, invoice.period_end) == (CHARGED, mia.current_period_end)
    line = invoice.lines.get()
    assert (line.description, line.amount_minor, line.price) == ("Plus", 999, mia.price)
    assert (line.service_start, line.service_end) == (CHARGED, mia.current_period_end)
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (999, 0, 999)
    assert (line.net_minor, line.tax_minor) == (999, 0)
    payment = Payment.objects.get()
    assert (payment.captured_minor, payment.refundable_minor) == (999, 999)
    assert payment.method == PaymentMethod.objects.get(method_ref="pm_1", last4="4242")
    attempt = PaymentAttempt.objects.get()
    assert (attempt.kind, attempt.state, attempt.gateway_ref) == ("charge", "succeeded", "ch_1")
    assert moves("debit", "credit") == [
        ("invoice_issued", 999, "receivables", "deferred_revenue"),
        ("charge_submitted", 999, "charges_clearing", "receivables"),
        ("payment_captured", 999, "cash", "charges_clearing"),
    ]
    assert deeds.violations() == []


def test_taken_again_nothing_changes() -> None:
    assert take(PAID, FAILED).new == 2
    before = deeds.rows()

    report = take(replace(PAID, amount_minor=5), PAID, FAILED)

    assert (report.new, report.standing, report.problems) == (0, 3, [])
    assert deeds.rows() == before


def test_what_was_refunded_before_is_in_the_ledger_too() -> None:
    take(replace(PAID, refunded_minor=400))

    payment = Payment.objects.get()
    assert (payment.refunded_minor, payment.refundable_minor) == (400, 599)
    assert moves()[-2:] == [("payment_captured", 999), ("refunded_before_import", 400)]
    assert deeds.violations() == []


def test_a_failed_charge_leaves_an_open_invoice_and_no_money() -> None:
    take(FAILED)

    assert Invoice.objects.get().state == "finalized"
    assert PaymentAttempt.objects.get().state == "declined"
    assert not Payment.objects.exists()
    assert deeds.violations() == []


@pytest.mark.parametrize("together", [True, False])
def test_a_paid_retry_pays_the_same_invoice(together: bool) -> None:
    for rows in [(PAID, FAILED)] if together else [(FAILED,), (PAID,)]:
        assert take(*rows).problems == []

    invoice = Invoice.objects.get()
    assert invoice.state == "paid"
    states = invoice.attempts.order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["declined", "succeeded"]
    assert deeds.violations() == []


def test_a_retry_at_another_amount_is_refused_for_the_invoice_says_otherwise() -> None:
    take(FAILED)

    assert problems(replace(PAID, amount_minor=1_200)) == [
        "2, amount: Order A-1 was billed at 9.99 USD, not 12.00."
    ]


def test_a_second_charge_in_a_period_is_an_adjustment() -> None:
    more = replace(PAID, external_id="ch_2", order_number="A-2", amount_minor=300)
    take(PAID)
    take(replace(more, charged_at=CHARGED + timedelta(days=3)))

    kinds = Invoice.objects.order_by("number").values_list("number", "kind", "period_no")
    assert list(kinds) == [("A-1", "period", 1), ("A-2", "adjustment", 1)]
    assert deeds.violations() == []


def test_the_period_is_the_one_that_the_charge_falls_in(cast: Cast) -> None:
    """Counted from the anchor, month ends and all; what was before the anchor has no number."""
    begun = datetime(2026, 8, 31, 14, tzinfo=UTC)
    cast.subscriber("moe", paid=False)
    row = ImportedSubscription(
        external_id="sub_moe_monthly",
        customer_external_id="cus_moe",
        price_external_id="price_month_usd",
        quantity=1,
        renewal="auto_renewing",
        standing="current",
        service="active",
        concluded_at=begun,
        started_at=begun,
        current_period_start=datetime(2026, 10, 31, 14, tzinfo=UTC),
        current_period_end=datetime(2026, 11, 30, 15, tzinfo=UTC),
    )
    import_subscriptions(rows=[(2, row)], file="subscriptions.csv", at=NOW)
    moes = replace(PAID, customer_external_id="cus_moe", subscription_external_id="sub_moe_monthly")
    for n, month in enumerate((7, 8, 9, 10), start=1):
        day = {7: 20, 8: 31, 9: 30, 10: 31}[month]
        charged = datetime(2026, month, day, 14, 5, tzinfo=UTC)
        take(replace(moes, external_id=f"m{n}", order_number=f"M-{n}", charged_at=charged))

    found = Invoice.objects.order_by("number").values_list("period_no", "period_start__day")
    assert list(found) == [(None, 20), (1, 31), (2, 30), (3, 31)]
    before = Invoice.objects.get(number="M-1")
    assert before.period_end == datetime(2026, 8, 20, 14, 5, tzinfo=UTC)
    assert deeds.violations() == []


def test_what_was_paid_before_the_anchor_is_for_time_before_it() -> None:
    take(replace(PAID, charged_at=CHARGED - timedelta(days=9)))

    assert Invoice.objects.get().period_end == CHARGED


def test_the_period_that_the_list_gives_is_believed(mia: Subscription) -> None:
    start, end = CHARGED + timedelta(days=1), CHARGED + timedelta(days=11)
    take(replace(PAID, period_start=start, period_end=end))

    invoice = Invoice.objects.get()
    assert (invoice.period_start, invoice.period_end) == (start, end)


def test_a_payment_for_no_subscription_stands_alone() -> None:
    take(replace(PAID, subscription_external_id=None, method=None))

    invoice = Invoice.objects.get()
    assert (invoice.subscription, invoice.period_no, invoice.period_start) == (None, None, None)
    assert Payment.objects.get().method is None
    assert deeds.violations() == []


def test_bad_references_are_refused_by_line_and_the_rest_is_taken(cast: Cast) -> None:
    cast.subscriber("ben", paid=False)
    wrong: list[dict[str, Any]] = [
        {"customer_external_id": "cus_9"},
        {"subscription_external_id": "sub_9"},
        {"currency": "EUR"},
        {"subscription_external_id": "sub_ben"},
    ]
    rows = [
        replace(PAID, external_id=f"x{n}", order_number=f"X-{n}", **bad)
        for n, bad in enumerate(wrong)
    ]

    assert problems(*rows) == [
        "2, customer: No customer cus_9 is known.",
        "3, subscription: No subscription sub_9 is known.",
        "4, currency: Paid in EUR, but sub_mia is priced in USD.",
        "5, customer: sub_ben is not cus_mia's subscription.",
    ]
    assert take(*rows, PAID).new == 1
    assert deeds.violations() == []


@pytest.mark.parametrize("together", [True, False])
def test_an_order_is_paid_once(together: bool) -> None:
    again = replace(PAID, external_id="ch_2", charged_at=CHARGED + timedelta(days=2))
    if together:
        report = take(PAID, again)
        assert [str(p) for p in report.problems] == [
            "payments.csv, line 3, order: Order A-1 was paid already."
        ]
    else:
        take(PAID)
        assert problems(again) == ["2, order: Order A-1 was paid already."]
    assert deeds.violations() == []


def test_the_order_of_another_customer_is_refused(cast: Cast) -> None:
    cast.subscriber("ben", price="price_month_usd", charged=CHARGED, paid=False)
    take(FAILED)
    bens = replace(PAID, customer_external_id="cus_ben", subscription_external_id="sub_ben")

    assert problems(bens) == ["2, order: Order A-1 was billed to another customer."]
