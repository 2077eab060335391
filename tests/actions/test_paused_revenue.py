"""What a paused line earns: nothing while it stands still, all of it over the days it moved to."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Sum

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.actions.subscriptions.resume_due_subscriptions import resume_due_subscriptions
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import InvoiceLine, LinePause, Subscription, Transfer
from fairwell.queries.ledger.deferred import deferred_of_lines, ledger_deferred, unbooked_revenue
from tests import changing, deeds
from tests.actions.charges import wrong
from tests.cast import NOW, Cast

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
BACK = date(2026, 12, 11)


def monthly(cast: Cast, *, charged: datetime = NOW - 10 * DAY) -> Subscription:
    """Anna pays 9.99 a month, and the tenth day of this one is over."""
    return cast.subscriber("anna", price="price_month_usd", charged=charged)


def paused(anna: Subscription, *, at: datetime = NOW, until: date = BACK) -> None:
    """She pauses now."""
    changing.change(anna, verb="pause", when="now", until=until, at=at)


def booked(on: date) -> int:
    """What was booked as earned on one day."""
    row = Transfer.objects.filter(kind="revenue_recognised", day=on)
    return row.aggregate(total=Sum("amount_minor"))["total"] or 0


def days_pass(cast: Cast, since: datetime, until: datetime) -> None:
    """Every day the worker books the one before, ends pauses, and the books stay right."""
    at = since
    while at <= until:
        resume_due_subscriptions(at=at)
        while recognise_revenue(at=at):
            pass
        yesterday = local_date(at, cast.vendor.zone) - DAY
        assert unbooked_revenue(yesterday, cast.vendor.zone) == {}
        assert wrong(at) == [], at
        at += DAY


def test_nothing_is_earned_in_a_pause_and_the_rest_comes_after_it(cast: Cast) -> None:
    anna = monthly(cast)
    days_pass(cast, NOW, NOW)
    paused(anna)

    days_pass(cast, NOW, NOW + 45 * DAY)

    earned = {n: booked(TODAY + n * DAY) for n in range(-1, 45)}
    assert earned[-1] in (33, 34)
    assert {earned[n] for n in range(20)} == {0}
    assert all(earned[n] in (33, 34) for n in range(20, 40))
    assert {earned[n] for n in range(40, 45)} == {0}, "the moved month is over"
    assert ledger_deferred() == {}
    total = Transfer.objects.filter(kind="revenue_recognised").aggregate(s=Sum("amount_minor"))
    assert total["s"] == 999


def test_who_goes_on_early_earns_from_that_day_on(cast: Cast) -> None:
    anna = monthly(cast)
    days_pass(cast, NOW, NOW)
    paused(anna)
    days_pass(cast, NOW, NOW + 5 * DAY)

    changing.change(anna, verb="resume", at=NOW + 5 * DAY)
    days_pass(cast, NOW + 6 * DAY, NOW + 30 * DAY)

    earned = [booked(TODAY + n * DAY) for n in range(30)]
    assert earned[:5] == [0] * 5
    assert all(minor in (33, 34) for minor in earned[5:25])
    assert earned[25:] == [0] * 5
    assert ledger_deferred() == {}


def test_a_pause_that_ends_unnoticed_earns_from_the_day_that_was_told(cast: Cast) -> None:
    """The worker that lets her go on was away for three days; the books were kept meanwhile."""
    anna = monthly(cast)
    paused(anna)
    late = start_of_day(BACK, cast.vendor.zone) + 3 * DAY
    while recognise_revenue(at=late):
        pass

    assert resume_due_subscriptions(at=late) == 1

    assert unbooked_revenue(local_date(late, cast.vendor.zone) - DAY, cast.vendor.zone) == {}
    assert wrong(late) == []
    assert LinePause.objects.get().ends_on == BACK


def test_a_pause_quoted_before_midnight_and_confirmed_after_it_changes_no_booked_day(
    cast: Cast,
) -> None:
    anna = monthly(cast)
    evening = start_of_day(TODAY + DAY, cast.vendor.zone) - timedelta(minutes=5)
    quoted = changing.ask(anna, verb="pause", when="now", until=BACK, at=evening)
    after = evening + timedelta(minutes=10)
    while recognise_revenue(at=after):
        pass

    changing.agree(quoted, at=after)

    assert LinePause.objects.get().starts_on == TODAY + DAY
    assert wrong(after) == []
    resumed = start_of_day(TODAY + 4 * DAY, cast.vendor.zone) - timedelta(minutes=5)
    back = changing.ask(anna, verb="resume", at=resumed)
    after = resumed + timedelta(minutes=10)
    while recognise_revenue(at=after):
        pass
    changing.agree(back, at=after)
    assert LinePause.objects.get().ends_on == TODAY + 4 * DAY
    assert wrong(after) == []


def test_leaving_in_a_pause_earns_the_rest_on_that_day(cast: Cast) -> None:
    anna = monthly(cast)
    paused(anna)
    at = NOW + 30 * DAY  # beyond the month that was billed, not beyond the one that she has
    assert resume_due_subscriptions(at=at - 2 * DAY) == 1

    deeds.leave(anna, "now", at=at)

    line = InvoiceLine.objects.get()
    assert line.service_end is not None
    assert line.service_end < at
    assert line.cut_on == local_date(at, cast.vendor.zone)
    while recognise_revenue(at=at + DAY):
        pass
    assert ledger_deferred() == {}
    assert wrong(at + DAY) == []


def test_the_end_of_the_moved_term_leaves_nothing_deferred(cast: Cast) -> None:
    anna = monthly(cast)
    paused(anna)
    request = deeds.leave(anna, "end_of_term")
    assert request.ends_at is not None
    days_pass(cast, NOW, request.ends_at - DAY)

    assert end_due_subscriptions(at=request.ends_at) == 1

    while recognise_revenue(at=request.ends_at + DAY):
        pass
    assert deferred_of_lines(local_date(request.ends_at, cast.vendor.zone), cast.vendor.zone) == {}
    assert ledger_deferred() == {}
    assert wrong(request.ends_at + DAY) == []


def test_a_change_after_the_pause_credits_what_stands_deferred(cast: Cast) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    paused(anna)
    days_pass(cast, NOW, NOW + 25 * DAY)
    at = NOW + 25 * DAY

    changing.change(anna, sold["premium"], at=at)

    line = InvoiceLine.objects.get(invoice__number="Q-1001")
    days_left = 365 - 57 - 5
    assert line.deferred_out_minor in range(
        7_999 * (days_left - 2) // 365, 7_999 * (days_left + 2) // 365
    )
    assert wrong(at) == []
    days_pass(cast, at + DAY, at + 5 * DAY)


@pytest.mark.parametrize("when", ["now", "at_renewal"])
def test_only_a_pause_within_paid_time_moves_anything(cast: Cast, when: str) -> None:
    anna = monthly(cast)
    until = BACK if when == "now" else local_date(anna.current_period_end, cast.vendor.zone) + DAY

    changing.change(anna, verb="pause", when=when, until=until)

    assert LinePause.objects.count() == (when == "now")
