"""What was earned is booked a day at a time: each day once, gaps caught up with, endings heeded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.domain.ledger import Deferral, deferred_minor, recognised_minor, service_days
from fairwell.domain.term import local_date
from fairwell.models import InvoiceLine, Transfer
from fairwell.queries.ledger.deferred import deferred_of_lines, unbooked_revenue
from tests import deeds
from tests.cast import NOW, Cast

TODAY = date(2026, 11, 21)
YESTERDAY = date(2026, 11, 20)


def book_all(at: datetime = NOW) -> list[date]:
    """Every day that is over, as the worker does it."""
    return list(iter(lambda: recognise_revenue(at=at), None))


def booked(**which: object) -> int:
    """Revenue on the books, in minor units."""
    rows = Transfer.objects.filter(kind="revenue_recognised", **which)
    return rows.aggregate(total=Sum("amount_minor"))["total"] or 0


def earned(cast: Cast, through: date) -> int:
    """What the rules say that all lines have earned, one by one."""
    return sum(recognised_minor(deferral(line, cast), through) for line in lines())


def lines() -> list[InvoiceLine]:
    return list(InvoiceLine.objects.select_related("invoice"))


def deferral(line: InvoiceLine, cast: Cast) -> Deferral:
    zone, issued = cast.vendor.zone, line.invoice.issued_at
    starts, ends = service_days(line.service_start or issued, line.service_end or issued, zone)
    return Deferral(
        net_minor=line.net_minor,
        starts_on=starts,
        ends_on=ends,
        released_minor=line.deferred_out_minor,
        cut_on=line.cut_on,
    )


def test_each_day_that_is_over_is_booked_once(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=3))

    assert book_all() == [date(2026, 11, 18), date(2026, 11, 19), YESTERDAY]
    assert book_all() == []

    rows = Transfer.objects.filter(kind="revenue_recognised").order_by("day")
    assert {(row.debit, row.credit) for row in rows} == {("deferred_revenue", "revenue")}
    assert [row.amount_minor for row in rows] == [22, 22, 22]
    assert [local_date(row.at, cast.vendor.zone) for row in rows] == [row.day for row in rows]
    assert booked() == earned(cast, YESTERDAY)


def test_a_day_is_over_where_the_vendor_is(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=3))
    before_midnight = datetime(2026, 11, 22, 4, 59, tzinfo=UTC)

    assert book_all(before_midnight)[-1] == YESTERDAY
    assert book_all(before_midnight + timedelta(minutes=1)) == [TODAY]


def test_a_gap_is_caught_up_with_and_far_back_by_month(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=100))

    days = book_all()

    months = [date(2026, 8, 31), date(2026, 9, 30)]
    assert days == [*months, *(YESTERDAY - timedelta(days=n) for n in range(31, -1, -1))]
    for day in days:
        assert booked(day__lte=day) == earned(cast, day)
    later = NOW + timedelta(days=9)
    assert len(book_all(later)) == 9
    assert booked() == earned(cast, local_date(later, cast.vendor.zone) - timedelta(days=1))


def test_orders_that_come_late_are_in_the_next_day(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=3))
    book_all()
    cast.subscriber("ben", charged=NOW - timedelta(days=40))

    assert book_all() == []
    assert book_all(NOW + timedelta(days=1)) == [TODAY]
    assert booked() == earned(cast, TODAY)


def test_each_currency_has_its_own_row(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=1))
    cast.subscriber("emil", charged=NOW - timedelta(days=1), price="price_month_eur")
    cast.subscriber("yuki", charged=NOW - timedelta(days=1), price="price_year_jpy")

    assert book_all() == [YESTERDAY]

    rows = Transfer.objects.filter(day=YESTERDAY).values_list("currency", "amount_minor")
    assert dict(rows) == {"USD": 22, "EUR": 33, "JPY": 27}


def test_an_immediate_ending_earns_the_rest_on_its_day(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=100))
    book_all()

    deeds.leave(anna)

    line = InvoiceLine.objects.get()
    assert line.cut_on == TODAY
    book_all(NOW + timedelta(days=1))
    assert booked() == line.net_minor - line.deferred_out_minor
    assert deferred_of_lines(TODAY, cast.vendor.zone) == {}
    assert book_all(NOW + timedelta(days=500)) == []


def test_a_refund_takes_what_is_not_earned_and_leaves_booked_days_alone(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    book_all()
    before = booked()

    deeds.leave(anna)

    assert book_all() == []
    line = InvoiceLine.objects.get()
    taken = Transfer.objects.get(kind="credit_deferred")
    assert taken.amount_minor == line.deferred_out_minor > 0
    book_all(NOW + timedelta(days=1))
    assert booked() == line.net_minor - taken.amount_minor > before


def test_a_line_that_runs_past_its_subscriptions_end_is_cut_there(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna, "end_of_term")
    end = anna.current_period_end
    InvoiceLine.objects.update(service_end=end + timedelta(days=30))

    end_due_subscriptions(at=end + timedelta(minutes=1))

    assert InvoiceLine.objects.get().cut_on == local_date(end, cast.vendor.zone)


def test_a_line_whose_time_is_over_is_not_cut(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna, "end_of_term")

    end_due_subscriptions(at=anna.current_period_end)

    assert InvoiceLine.objects.get().cut_on is None


def test_what_has_no_time_of_service_is_earned_when_it_is_billed(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=2))
    InvoiceLine.objects.update(service_start=None, service_end=None)

    assert book_all() == [date(2026, 11, 19)]
    assert booked() == 7_999


def test_lines_and_ledger_agree_on_every_day_of_the_past(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=20))
    emil = cast.subscriber("ben", charged=NOW - timedelta(days=4))
    book_all()
    deeds.leave(emil)
    book_all(NOW + timedelta(days=3))

    for n in range(-19, 3):
        day = TODAY + timedelta(days=n)
        assert unbooked_revenue(day, cast.vendor.zone) == {}
    left = sum(deferred_minor(deferral(line, cast), TODAY) for line in lines())
    assert deferred_of_lines(TODAY, cast.vendor.zone) == {"USD": left}


def test_the_books_have_room_for_one_row_a_day(cast: Cast) -> None:
    cast.subscriber("anna", charged=NOW - timedelta(days=1))
    book_all()
    again = Transfer.objects.get(day=YESTERDAY)
    again.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_without_a_vendor_or_an_invoice_there_is_nothing_to_do(db: None, cast: Cast) -> None:
    assert recognise_revenue(at=NOW) is None
    cast.vendor.delete()
    assert recognise_revenue(at=NOW) is None
