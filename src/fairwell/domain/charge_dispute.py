"""A subscriber disputes a charge with the vendor: what may be disputed, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.business_days import (
    BusinessCalendar,
    UnknownCalendarError,
    add_business_days,
)
from fairwell.domain.refusal import Refusal

REASONS: Final = (
    "not_recognised",
    "charged_twice",
    "wrong_amount",
    "already_cancelled",
    "not_working",
    "other",
)

# Where no calendar of public holidays is known: enough to hold over any weekend.
_WITHOUT_CALENDAR: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedOrder:
    """The money of a disputed order, minor units.

    `owed_minor` is unpaid; `refundable_minor` is what its payments still hold that no bank was
    asked to take back; `by_credit_minor` is what credit paid of it and has not been given back.
    """

    owed_minor: int
    refundable_minor: int
    by_credit_minor: int = 0

    @property
    def most_minor(self) -> int:
        """All that can be given for it."""
        return self.owed_minor + self.refundable_minor + self.by_credit_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Upheld:
    """What a dispute gives, in minor units: not to be paid, paid back, and as credit."""

    waived_minor: int = 0
    refund_minor: int = 0
    credit_minor: int = 0


def decide_dispute(*, state: str, total_minor: int, order_number: str) -> Refusal | None:
    """Whether an order can be disputed: paid or not, as long as something was asked for it."""
    if state in ("draft", "voided") or total_minor <= 0:
        return Refusal("nothing_charged", {"order": order_number})
    return None


def decide_upheld(order: DisputedOrder, amount_minor: int | None) -> Upheld | Refusal:
    """What upholding a dispute gives: all that there is, or `amount_minor` of it.

    What is owed is waived first, then payments go back the way they came, then credit comes back.
    """
    amount = order.most_minor if amount_minor is None else amount_minor
    if amount <= 0:
        return Refusal("amount_not_positive")
    if amount > order.most_minor:
        return Refusal("amount_above_rest", {"available": order.most_minor})
    waived = min(amount, order.owed_minor)
    refund = min(amount - waived, order.refundable_minor)
    return Upheld(waived_minor=waived, refund_minor=refund, credit_minor=amount - waived - refund)


def answer_by(at: datetime, *, zone: ZoneInfo, country: str, subdivision: str) -> datetime:
    """When a dispute opened at `at` is to be answered: the same hour one business day later.

    Business days are those of the vendor, whose zone is `zone`.
    """
    local = at.astimezone(zone)
    try:
        calendar = BusinessCalendar(country, subdivision)
    except UnknownCalendarError:
        return at + _WITHOUT_CALENDAR
    day = add_business_days(local.date(), 1, calendar)
    return datetime.combine(day, local.time(), tzinfo=zone).astimezone(at.tzinfo)
