"""What a subscription cost in a year: the content of the annual summary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairwell.domain.renewal import NextCharge
from fairwell.domain.subscription import ChargeFacts
from fairwell.domain.term import Term, local_date


@dataclass(frozen=True, slots=True)
class CreditOfYear:
    """Money given back, in minor units, and when."""

    at: datetime
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What was paid and what was given back in one currency, in minor units."""

    currency: str
    paid_minor: int
    refunded_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOfYear:
    """From `first_day` to before `end_day`, dates in the vendor's zone; `frequency` is ISO 8601.

    One total for each currency in which money moved, in alphabetical order; none for a free year.
    """

    product: str
    frequency: str
    first_day: date
    end_day: date
    totals: tuple[YearTotal, ...]
    next_charge: NextCharge | None
    cancel_link: str


def sum_up_year(
    *,
    product: str,
    frequency: str,
    anniversary_on: date,
    charges: Iterable[ChargeFacts],
    credited: Iterable[CreditOfYear],
    next_charge: NextCharge | None,
    cancel_link: str,
    zone: ZoneInfo,
) -> SummaryOfYear:
    """The year that ends on the eve of `anniversary_on`: what moved in it, and what comes next."""
    first_day = Term(months=12).after(anniversary_on, -1)
    paid: dict[str, int] = {}
    refunded: dict[str, int] = {}
    for charge in charges:
        if first_day <= local_date(charge.charged_at, zone) < anniversary_on:
            paid[charge.currency] = paid.get(charge.currency, 0) + charge.captured_minor
    for credit in credited:
        if first_day <= local_date(credit.at, zone) < anniversary_on:
            refunded[credit.currency] = refunded.get(credit.currency, 0) + credit.amount_minor
    return SummaryOfYear(
        product=product,
        frequency=frequency,
        first_day=first_day,
        end_day=anniversary_on,
        totals=tuple(
            YearTotal(currency, paid.get(currency, 0), refunded.get(currency, 0))
            for currency in sorted(paid.keys() | refunded.keys())
        ),
        next_charge=next_charge,
        cancel_link=cancel_link,
    )
