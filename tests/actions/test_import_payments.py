"""Payments come onto the books as invoices, attempts and transfers that agree with each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fairwell.actions.catalog.import_payments import import_payments
from fairwell.actions.steps.import_report import ImportReport
from fairwell.domain.imports import ImportedMethod, ImportedPayment
from fairwell.models import Invoice, Payment, PaymentAttempt, PaymentMethod, Transfer
from tests import deeds
from tests.cast import NOW, Cast

CHARGED = datetime(2026, 11, 5, 15, tzinfo=UTC)
VISA = ImportedMethod("pm_1", "visa", "4242", 12, 2029)
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
    method=VISA,
)


@pytest.fixture(autouse=True)
def mia(cast: Cast) -> None:
    """She pays 9.99 a month since 5 November; her first payment is not on the books yet."""
    cast.subscriber("mia", price="price_month_usd", charged=CHARGED)
    Transfer.objects.all().query  # noqa: B018
    _forget_payments()


def _forget_payments() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER fairwell_transfer_no_delete"
            + ("" if connection.vendor == "sqlite" else " ON fairwell_transfer")
        )
    for model in (Transfer, Payment, PaymentAttempt, PaymentMethod):
        model.objects.all().delete()


def take(*rows: ImportedPayment) -> ImportReport:
    return import_payments(
        rows=list(enumerate(rows, 2)), file="payments.csv", gateway="sandbox", at=NOW
    )
