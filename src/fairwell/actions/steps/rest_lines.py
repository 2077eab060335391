"""In a pause the lines that pay for the time stand still with it: they earn nothing meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fairwell.domain.proration import Stretch, moved, paused_within
from fairwell.domain.term import local_date
from fairwell.models import InvoiceLine, LinePause, Subscription


def rest_lines(
    subscription: Subscription,
    pause: Stretch,
    past: Sequence[Stretch],
    *,
    at: datetime,
    zone: ZoneInfo,
) -> None:
    """Write a pause that begins now, up to its planned end, on every line whose service it stops.

    `past` are the pauses before, which have moved the services already. It counts from the day of
    `at`: one that was quoted just before midnight changes no day that may be booked already.
    """
    longest = sum((one.length for one in past), timedelta())
    lines = InvoiceLine.objects.filter(
        invoice__subscription=subscription,
        service_start__lte=pause.start,
        service_end__gt=pause.start - longest,
    ).order_by("pk")
    LinePause.objects.bulk_create(
        LinePause(
            line=line,
            starts_on=local_date(at, zone),
            ends_on=local_date(pause.end, zone),
        )
        for line in lines
        if _runs(line, pause.start, past)
    )


def wake_lines(subscription: Subscription, *, at: datetime, zone: ZoneInfo) -> None:
    """A pause is over: where that is earlier than was planned, days earn again from this one on."""
    today = local_date(at, zone)
    LinePause.objects.filter(line__invoice__subscription=subscription, ends_on__gt=today).update(
        ends_on=today
    )


def _runs(line: InvoiceLine, at: datetime, past: Sequence[Stretch]) -> bool:
    assert line.service_start is not None, "the query asked for it"
    assert line.service_end is not None, "the query asked for it"
    within = paused_within(line.service_start, line.service_end, past)
    return moved(line.service_end, within) > at
