"""Book what was earned on days that are over: deferred revenue becomes revenue, a day at a time."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from fairwell.actions.steps.move_money import transfer
from fairwell.domain.ledger import days_to_book
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import Transfer, Vendor
from fairwell.queries.ledger.deferred import unbooked_revenue


@transaction.atomic(durable=True)
def recognise_revenue(*, at: datetime) -> date | None:
    """Book the earliest day that is over and not booked, and return it; None: all are booked.

    One transfer for each currency, at the end of that day in the vendor's zone. It holds all that
    was earned by then and not booked yet, so that a gap, or an import of old orders, is caught up
    with; the books have room for one a day. A day on which nothing was earned leaves no trace.
    """
    # The vendor's row stands for the books: of two workers the second finds the day booked.
    vendor = Vendor.objects.select_for_update().filter(pk=1).first()
    first = _first_unbooked(vendor) if vendor else None
    if vendor is None or first is None:
        return None
    days = days_to_book(first, local_date(at, vendor.zone) - timedelta(days=1))
    for place, day in enumerate(days):
        if earned := _earned(day, vendor):
            return _book(day, earned, vendor)
        if place == 0 and not _earned(days[-1], vendor):
            return None  # where all days together earned nothing, none of them did
    return None


def _earned(day: date, vendor: Vendor) -> dict[str, int]:
    """What is to be booked; below zero the books are wrong, which is for their audit to find."""
    unbooked = unbooked_revenue(day, vendor.zone)
    return {currency: earned for currency, earned in unbooked.items() if earned > 0}


def _book(day: date, earned: dict[str, int], vendor: Vendor) -> date:
    ends_at = start_of_day(day + timedelta(days=1), vendor.zone) - timedelta(seconds=1)
    Transfer.objects.bulk_create(
        transfer("revenue_recognised", amount, currency, at=ends_at, day=day)
        for currency, amount in earned.items()
    )
    return day


def _first_unbooked(vendor: Vendor) -> date | None:
    """The day after the last one booked, else that of the first invoice; None without any."""
    booked = Transfer.objects.filter(day__isnull=False)
    last: date | None = booked.aggregate(last=Max("day"))["last"]
    if last is not None:
        return last + timedelta(days=1)
    billed = Transfer.objects.filter(credit="deferred_revenue").aggregate(first=Min("at"))["first"]
    return local_date(billed, vendor.zone) if billed is not None else None
