"""The bills to come of one subscription, by the very decision that the billing run takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairwell.domain.billing import (
    DueChange,
    DueFacts,
    NothingToBill,
    PausesUnbilled,
    PeriodBill,
    decide_billing,
)
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import Stretch, moved
from fairwell.domain.tax import TaxLine, TaxTreatment, tax_amounts


class ComingBill(NamedTuple):
    """A period to be billed: its bounds, price version and quantity, and minor units with tax."""

    start: datetime
    end: datetime
    price_id: int
    quantity: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What the renewals of a subscription will be decided on, as far as it is known now.

    `prices` are its price, that price's extension and those that its `changes` lead to;
    `treatments` the taxes of a sale to its buyer by tax category, none where no rate is known.
    """

    due: DueFacts
    prices: tuple[PriceFacts, ...]
    changes: tuple[DueChange, ...] = ()
    treatments: tuple[tuple[str, TaxTreatment], ...] = ()

    def price(self, price_id: int) -> PriceFacts:
        """One of its prices; StopIteration for another."""
        return next(price for price in self.prices if price.price_id == price_id)

    def gross_minor(self, price: PriceFacts, amount_minor: int) -> int:
        """An amount at that price with the taxes that come on top of it, in minor units."""
        treatment = dict(self.treatments).get(price.tax_category)
        if treatment is None or not treatment.components:
            return amount_minor
        line = TaxLine(amount_minor, price.tax_behaviour)
        return tax_amounts((line,), treatment, price.currency).gross_minor


def coming_bills(
    outlook: Outlook, *, zone: ZoneInfo, ends_at: datetime | None = None
) -> Iterator[ComingBill]:
    """The bills from the next renewal on, oldest first; without an end they never stop.

    One that the end cuts short is for its part only. A pause that is agreed puts the next period
    off until it is over; where nobody knows when that is, nothing further is known either.
    """
    prices = {price.price_id: price for price in outlook.prices}
    facts, changes = outlook.due._replace(ends_at=ends_at), outlook.changes
    while True:
        start = facts.trial_end if facts.service == "trialing" else facts.current_period_end
        start = start or facts.current_period_end
        step = decide_billing(facts, prices, changes, at=start, zone=zone)
        if isinstance(step, PausesUnbilled):
            if step.resume_at is None:
                return
            changes = tuple(one for one in changes if one.change_id != step.change_id)
            facts = facts._replace(
                current_period_end=step.resume_at,
                anchor_at=step.resume_at,
                anchor_period_no=facts.current_period_no + 1,
            )
        elif isinstance(step, PeriodBill):
            gross = outlook.gross_minor(prices[step.price_id], step.amount_minor)
            yield ComingBill(step.start, step.end, step.price_id, step.quantity, gross)
            facts, changes = _after(facts, step), _left(changes, step)
        else:
            assert isinstance(step, NothingToBill) or facts.method_id is None
            return


def resumed(due: DueFacts, *, paused_at: datetime, resume_at: datetime) -> DueFacts:
    """A paused subscription as it will stand when its pause ends by itself.

    The rest of a paid term follows the pause; after the whole of it a new one begins.
    """
    pause = Stretch(paused_at, max(paused_at, resume_at))
    within = paused_at < due.current_period_end
    end = moved(due.current_period_end, [pause]) if within else pause.end
    return due._replace(
        current_period_end=end, anchor_at=end, anchor_period_no=due.current_period_no + 1
    )


def _after(facts: DueFacts, step: PeriodBill) -> DueFacts:
    """The subscription as the billing run leaves it."""
    return facts._replace(
        service="active",
        trial_end=None,
        price_id=step.price_id,
        quantity=step.quantity,
        anchor_at=step.anchor_at,
        anchor_period_no=step.anchor_period_no,
        current_period_no=step.period_no,
        current_period_end=step.end,
        intro_used=step.intro_used,
    )


def _left(changes: tuple[DueChange, ...], step: PeriodBill) -> tuple[DueChange, ...]:
    closed = (*step.applied, *step.replaced)
    return tuple(one for one in changes if one.change_id not in closed)
