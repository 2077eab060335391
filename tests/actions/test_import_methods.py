"""A subscription is charged further with what it was last paid with, however its list is sorted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairwell.actions.catalog.import_payments import import_payments
from fairwell.domain.imports import ImportedMethod, ImportedPayment
from fairwell.models import Invoice, PaymentMethod, Subscription
from tests import deeds
from tests.cast import NOW, Cast

CHARGED = datetime(2026, 11, 5, 15, tzinfo=UTC)
OLD = ImportedMethod("pm_old", "visa", "4242", 12, 2029)
NEW = ImportedMethod("pm_new", "mastercard", "4444", 6, 2030)
LATER = ImportedPayment(
    external_id="ch_2",
    order_number="A-2",
    customer_external_id="cus_mia",
    subscription_external_id="sub_mia",
    amount_minor=999,
    refunded_minor=0,
    currency="USD",
    charged_at=CHARGED,
    status="captured",
    method=NEW,
)
EARLIER = replace(
    LATER, external_id="ch_1", order_number="A-1", charged_at=CHARGED - timedelta(31), method=OLD
)


@pytest.fixture(autouse=True)
def mia(cast: Cast) -> Subscription:
    """She renews monthly, last on 5 November; none of her payments is on the books yet."""
    return cast.subscriber("mia", price="price_month_usd", charged=CHARGED, paid=False)


def take(*rows: ImportedPayment) -> None:
    report = import_payments(
        rows=list(enumerate(rows, 2)), file="payments.csv", gateway="sandbox", at=NOW
    )
    assert report.problems == []


def charged_to(subscription: Subscription) -> str | None:
    subscription.refresh_from_db()
    return subscription.method.method_ref if subscription.method else None


@pytest.mark.parametrize(
    "chunks", [((EARLIER, LATER),), ((LATER, EARLIER),), ((LATER,), (EARLIER,))]
)
def test_the_latest_payment_says_what_is_charged(
    mia: Subscription, chunks: tuple[tuple[ImportedPayment, ...], ...]
) -> None:
    """Exports begin with the newest, and are taken in chunks."""
    for rows in chunks:
        take(*rows)

    assert charged_to(mia) == "pm_new"
    assert PaymentMethod.objects.count() == 2
    assert deeds.violations() == []


def test_a_charge_that_failed_says_nothing(mia: Subscription) -> None:
    take(EARLIER, replace(LATER, status="failed"))

    assert charged_to(mia) == "pm_old"


def test_a_card_that_was_chosen_since_stays_when_the_list_is_taken_again(
    mia: Subscription,
) -> None:
    take(EARLIER, LATER)
    mia.method = mia.customer.methods.create(gateway="sandbox", method_ref="pm_chosen")
    mia.save(update_fields=["method"])

    take(EARLIER, LATER)

    assert charged_to(mia) == "pm_chosen"


def test_an_order_linked_later_brings_its_card_and_its_time_of_service(mia: Subscription) -> None:
    """Its subscription was not told at first: the line then had no time to be earned over."""
    take(replace(LATER, subscription_external_id=None))
    assert charged_to(mia) is None

    take(LATER)

    assert charged_to(mia) == "pm_new"
    line = Invoice.objects.get().lines.get()
    assert (line.service_start, line.service_end) == (CHARGED, mia.current_period_end)
    assert line.price == mia.price
    assert deeds.violations() == []
