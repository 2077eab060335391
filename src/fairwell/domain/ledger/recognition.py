"""Revenue is earned day by day: how much of what was billed is earned, and what a credit takes.

A day counts in the vendor's zone. With n = net, d = days of service and e = days of it that are
over, n·e/d is earned, rounded half up in whole numbers: (2·n·e + d) / (2·d), cut off. `sql.py`
does the same arithmetic in a database. All of it fits a BIGINT while 2·n·d + d < 2**63, so any
amount that the books hold (2**53 − 1) may be spread over up to 512 days, and 1.2e15 over ten years.

A credit takes what is not earned yet first, from the end: the days go on earning as before until
nothing is left. In a pause nothing is earned: its days are none of e, and the rest follows them. So
no credit, no cut and no pause changes a day that is over. Whoever books a day only once it is over,
dates credits and cuts on the day they are made, and writes a pause down when it begins with the day
on which it will end, never has to book one anew.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from fairwell.domain.money import half_up
from fairwell.domain.term import days_between, local_date

LARGEST_BIGINT: Final = 2**63 - 1
BOOKED_BY_DAY: Final = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """The net amount of an invoice line, and the days from `starts_on` to before `ends_on`.

    `released_minor` is what credit notes took of what was not earned yet. A service that ended
    early earns the rest on `cut_on`. A service within one day (`ends_on` = `starts_on`) is earned
    on that day. `pauses` are the days on which it stood still, from the first to before the second;
    they do not overlap. ValueError for amounts or days that cannot be, and beyond a BIGINT's
    arithmetic.
    """

    net_minor: int
    starts_on: date
    ends_on: date
    released_minor: int = 0
    cut_on: date | None = None
    pauses: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.released_minor <= self.net_minor:
            raise ValueError(f"Of {self.net_minor}, {self.released_minor} cannot be released.")
        if self.ends_on < self.starts_on:
            raise ValueError(f"A service from {self.starts_on} cannot end on {self.ends_on}.")
        for first, back in self.pauses:
            if not self.starts_on <= first <= back:
                raise ValueError(f"A service cannot stand still from {first} to {back}.")
        days = days_between(self.starts_on, self.ends_on)
        if 2 * self.net_minor * days + days > LARGEST_BIGINT:
            raise ValueError(f"{self.net_minor} over {days} days is more than a BIGINT can spread.")

    @property
    def kept_minor(self) -> int:
        """What will have been earned in the end."""
        return self.net_minor - self.released_minor

    def paused_days(self, through: date) -> int:
        """On how many days up to and with `through` the service stood still."""
        return sum(
            days_between(first, back) if back <= through else days_between(first, through) + 1
            for first, back in self.pauses
            if first <= through
        )


class CreditSplit(NamedTuple):
    """The two parts of a net credit: not earned yet, and earned already; minor units, never < 0."""

    deferred_minor: int
    recognised_minor: int


def service_days(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The days a service from `start` to before `end` earns on: first, and the one after the last.

    The day on which two periods meet belongs to the later one, so none counts twice.
    """
    return local_date(start, zone), local_date(end, zone)


def recognised_minor(deferral: Deferral, through: date) -> int:
    """Earned from the beginning to the end of the day `through`; never falls as days go by."""
    if deferral.cut_on is not None and deferral.cut_on <= through:
        return deferral.kept_minor
    if through < deferral.starts_on:
        return 0
    past = days_between(deferral.starts_on, through) + 1 - deferral.paused_days(through)
    days = days_between(deferral.starts_on, deferral.ends_on)
    if past >= days:
        return deferral.kept_minor
    return min(half_up(deferral.net_minor * past, days), deferral.kept_minor)


def recognised_between(deferral: Deferral, after: date, through: date) -> int:
    """Earned on the days after `after`, up to and with `through`; ValueError if it is earlier."""
    if through < after:
        raise ValueError(f"Nothing can be earned from after {after} through {through}.")
    return recognised_minor(deferral, through) - recognised_minor(deferral, after)


def deferred_minor(deferral: Deferral, through: date) -> int:
    """Billed and neither earned by the end of the day `through` nor taken out by a credit."""
    return deferral.kept_minor - recognised_minor(deferral, through)


def split_credit(deferral: Deferral, credit_net_minor: int, on: date) -> CreditSplit:
    """What a credit of this net on the day `on` takes of what is deferred, and of what is earned.

    The day itself counts as earned. A credit that goes with an early end is split before the
    service is cut: on the day of the cut everything is earned. ValueError below zero or above
    what is left of the line.
    """
    if not 0 <= credit_net_minor <= deferral.kept_minor:
        raise ValueError(
            f"Of a line with {deferral.kept_minor} left, {credit_net_minor} cannot be credited."
        )
    taken = min(credit_net_minor, deferred_minor(deferral, on))
    return CreditSplit(deferred_minor=taken, recognised_minor=credit_net_minor - taken)


def after_credit(deferral: Deferral, split: CreditSplit) -> Deferral:
    """The deferral once the credit is booked."""
    return replace(deferral, released_minor=deferral.released_minor + split.deferred_minor)


def days_to_book(first: date, through: date) -> tuple[date, ...]:
    """The days to book revenue on, from `first` to `through`, oldest first; each books up to it.

    Every day of the last month; further back, where books begin or a long gap ended, the last day
    of each month, so that every month is right and ten years do not take 3,650 steps.
    """
    recent = max(first, through - timedelta(days=BOOKED_BY_DAY))
    months = []
    year, month = first.year, first.month
    while (last := date(year, month, monthrange(year, month)[1])) < recent:
        months.append(last)
        year, month = (year + month // 12, month % 12 + 1)
    count = max(0, days_between(recent, through) + 1)
    return (*months, *(recent + timedelta(days=n) for n in range(count)))
