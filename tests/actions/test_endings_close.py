"""However a subscription ends, nothing goes on: access, seats, revenue put off, open requests."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.devices.register_device import register_device
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.domain.term import local_date
from fairwell.models import CancellationRequest, InvoiceLine, Subscription
from fairwell.queries.ledger.deferred import deferred_of_lines, ledger_deferred
from tests import deeds
from tests.actions.bills import bill
from tests.actions.charges import SOFT, collect, refused_until, renewed, wrong
from tests.cast import NOW, Cast

DAY = timedelta(days=1)
OVER = NOW + timedelta(days=10)


def at_once(cast: Cast) -> tuple[Subscription, datetime]:
    """Anna leaves now, and her policy gives nothing back."""
    anna = cast.subscriber("anna", price="price_vault_usd")
    deeds.leave(anna, "now", at=NOW)
    return anna, NOW


def on_a_day(cast: Cast) -> tuple[Subscription, datetime]:
    """Anna's last day is in the middle of what she paid for; the worker is late by hours."""
    anna = cast.subscriber("anna")
    request = deeds.leave(anna, "on_date", on_date=OVER.date())
    end_due_subscriptions(at=request.ends_at + timedelta(hours=3))
    assert request.ends_at is not None
    return anna, request.ends_at


def unpaid(cast: Cast) -> tuple[Subscription, datetime]:
    """Anna's card is refused until nobody asks any more."""
    anna = renewed(cast)
    began = anna.current_period_start
    refused_until(anna, began + 31 * DAY, SOFT)
    anna.refresh_from_db()
    assert anna.ended_at is not None
    return anna, anna.ended_at


def trial_over(cast: Cast) -> tuple[Subscription, datetime]:
    """Anna's trial came with a paid set-up for a year, and nobody left a card for the rest."""
    anna = cast.subscriber("anna", service="trialing", trial_end=OVER, payments=(2_400,))
    Subscription.objects.filter(pk=anna.pk).update(method=None)
    bill(OVER)
    return anna, OVER


WAYS = [at_once, on_a_day, unpaid, trial_over]


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def ended(request: pytest.FixtureRequest, cast: Cast) -> tuple[Subscription, datetime]:
    """Somebody whose subscription is over, and since when."""
    way: Callable[[Cast], tuple[Subscription, datetime]] = request.param
    anna, at = way(cast)
    anna.refresh_from_db()
    return anna, at


def test_access_stops_at_the_stated_instant(ended: tuple[Subscription, datetime]) -> None:
    anna, at = ended

    assert (anna.renewal, anna.service, anna.ended_at) == ("ended", "terminated", at)
    assert anna.bill_at is None
    given = anna.entitlements.order_by("ends_at").values_list("ends_at", flat=True)
    assert all(until is not None and until <= at for until in given)
    later = at + timedelta(hours=4)
    said = {"name": "Laptop", "idempotency_key": "x", "at": later, **deeds.PORTAL}
    refused = deeds.refusal(lambda: register_device(subscription_id=anna.pk, **said))
    assert refused.code == "no_access"


def test_nothing_is_put_off_as_revenue_once_the_day_is_over(
    ended: tuple[Subscription, datetime], cast: Cast
) -> None:
    anna, at = ended
    day = local_date(at, cast.vendor.zone)

    while recognise_revenue(at=at + 2 * DAY):
        pass

    assert InvoiceLine.objects.filter(invoice__subscription=anna).exists()
    assert deferred_of_lines(day, cast.vendor.zone) == {}
    assert ledger_deferred() == {}
    assert wrong(at + 2 * DAY) == []


def test_the_end_is_told_and_no_request_is_left_open(
    ended: tuple[Subscription, datetime],
) -> None:
    anna, at = ended

    assert "subscription_ended" in deeds.history(anna)
    assert not CancellationRequest.objects.filter(state__in=("received", "confirmed")).exists()
    assert collect(at + 90 * DAY) == 0
    assert wrong(at + timedelta(hours=1)) == []


def test_a_late_worker_books_no_day_anew(cast: Cast) -> None:
    """The trial ended on a day that was booked before anybody noticed: the rest is earned today."""
    anna = cast.subscriber("anna", service="trialing", trial_end=OVER, payments=(2_400,))
    Subscription.objects.filter(pk=anna.pk).update(method=None)
    while recognise_revenue(at=OVER + 5 * DAY):
        pass

    bill(OVER + 5 * DAY)

    anna.refresh_from_db()
    assert anna.ended_at == OVER
    line = InvoiceLine.objects.get(invoice__subscription=anna)
    assert line.cut_on == local_date(OVER + 5 * DAY, cast.vendor.zone)
    assert wrong(OVER + 5 * DAY) == []
