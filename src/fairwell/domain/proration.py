"""What a stretch of a billed term costs, so that the parts of a term add up to its whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.money import half_up
from fairwell.domain.policy.vendor_terms import Proration as Unit
from fairwell.domain.term import days_between, local_date

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time from `start` (included) to `end` (excluded); aware instants."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """The time that really passes, whatever the clocks on the wall do meanwhile."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledLine:
    """One invoiced line of service, gross minor units; `credited_minor` was credited on it so far.

    The service is the time that the invoice names, whatever pauses have moved it since.
    """

    invoice_line_id: int
    order_number: str
    gross_minor: int
    credited_minor: int
    service_start: datetime
    service_end: datetime
    paid: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCredit:
    """What one billed line gives back: `used` of `whole` units were used, gross minor units.

    A paid line's credit is the subscriber's money; an unpaid one's lessens what is still owed.
    """

    invoice_line_id: int
    order_number: str
    gross_minor: int
    credited_before_minor: int
    used: int
    whole: int
    credit_minor: int
    paid: bool

    def as_dict(self) -> dict[str, Any]:
        """The credit as it is stored and digested."""
        return {
            "line": self.invoice_line_id,
            "order": self.order_number,
            "gross_minor": self.gross_minor,
            "credited_before_minor": self.credited_before_minor,
            "used": self.used,
            "whole": self.whole,
            "credit_minor": self.credit_minor,
            "paid": self.paid,
        }


def paused_within(start: datetime, end: datetime, pauses: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The pauses that began within a service of [start, end), which each of them moves later.

    The service is moved, not stretched: the end comes later by the time that passed in the pause.
    A pause that began when the moved service was over has not touched it.
    """
    within: list[Stretch] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if start <= pause.start < moved(end, within):
            within.append(pause)
    return tuple(within)


def moved(end: datetime, pauses: Iterable[Stretch]) -> datetime:
    """The end (UTC) of a service that ran until `end` before these pauses moved it."""
    return end.astimezone(UTC) + sum((pause.length for pause in pauses), timedelta())


def used_units(
    start: datetime,
    end: datetime,
    at: datetime,
    *,
    unit: Unit,
    zone: ZoneInfo,
    pauses: Iterable[Stretch] = (),
) -> tuple[int, int]:
    """How much of [start, end) is used at `at`, and the whole: calendar days, or microseconds.

    Days are elapsed dates in `zone`, as refunds count them: the day of `at` is not used yet. So it
    belongs to what begins at `at`, and going there and back within one day moves no money, while
    on another day the time between is paid once, at the price it was used at. A day of 23 or 25
    hours is a day like any other. Where start and end share a date, the whole is 0 days.
    Nothing is used in a pause: it counts in the same unit, the day on which it begins with it.
    """
    before = (Stretch(p.start, min(p.end, at)) for p in pauses if p.start < at)
    within = paused_within(start, end, before)
    last = min(max(at, start), moved(end, within))
    spans = (Stretch(start, end), Stretch(start, last), *within)
    whole, used, *paused = (_units(span, unit, zone) for span in spans)
    return min(max(used - sum(paused), 0), whole), whole


def used_minor(
    total_minor: int,
    start: datetime,
    end: datetime,
    at: datetime,
    *,
    unit: Unit,
    zone: ZoneInfo,
    pauses: Iterable[Stretch] = (),
) -> int:
    """The part of `total_minor`, paid for [start, end), that is used up at `at`; minor units.

    total × used ÷ whole, half up: 0 until the start, everything from the (moved) end on. Rounded
    from the start each time, so the parts between any cuts add up to the whole. ValueError if
    end < start.
    """
    if end < start:
        raise ValueError(f"A service cannot end ({end}) before it begins ({start}).")
    pauses = tuple(pauses)
    if at >= moved(end, paused_within(start, end, (p for p in pauses if p.start < at))):
        return total_minor
    used, whole = used_units(start, end, at, unit=unit, zone=zone, pauses=pauses)
    return half_up(total_minor * used, whole) if whole else 0


def part_minor(
    total_minor: int,
    start: datetime,
    end: datetime,
    *,
    from_: datetime,
    until: datetime,
    unit: Unit,
    zone: ZoneInfo,
    pauses: Iterable[Stretch] = (),
) -> int:
    """The part of `total_minor`, paid for [start, end), that falls on [from_, until); minor units.

    Within one minor unit of the exact share. ValueError if a stretch ends before it begins.
    """
    if until < from_:
        raise ValueError(f"A part cannot end ({until}) before it begins ({from_}).")
    pauses = tuple(pauses)
    by_until = used_minor(total_minor, start, end, until, unit=unit, zone=zone, pauses=pauses)
    return by_until - used_minor(
        total_minor, start, end, from_, unit=unit, zone=zone, pauses=pauses
    )


def unused_credit(
    line: BilledLine, at: datetime, *, unit: Unit, zone: ZoneInfo, pauses: Iterable[Stretch] = ()
) -> LineCredit:
    """What a billed line gives back when its service stops at `at`.

    The unused part of what was billed, less what was credited on the line before: what an earlier
    change credited of the same rest is not credited again. Never below 0, and never more than was
    billed and not credited.
    """
    start, end, gross, pauses = (
        line.service_start,
        line.service_end,
        line.gross_minor,
        tuple(pauses),
    )
    used, whole = used_units(start, end, at, unit=unit, zone=zone, pauses=pauses)
    unused = gross - used_minor(gross, start, end, at, unit=unit, zone=zone, pauses=pauses)
    return LineCredit(
        invoice_line_id=line.invoice_line_id,
        order_number=line.order_number,
        gross_minor=gross,
        credited_before_minor=line.credited_minor,
        used=used,
        whole=whole,
        credit_minor=max(0, unused - line.credited_minor),
        paid=line.paid,
    )


def _units(span: Stretch, unit: Unit, zone: ZoneInfo) -> int:
    if unit == "day":
        return days_between(local_date(span.start, zone), local_date(span.end, zone))
    return span.length // _MICROSECOND
