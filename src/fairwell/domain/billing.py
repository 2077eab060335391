"""What the billing run does with one subscription that is due: the next period, or why none."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairwell.domain.policy.vendor_terms import Proration as Unit
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import used_minor
from fairwell.domain.term import Term, period_no_at, period_start


class DueFacts(NamedTuple):
    """A due subscription as the run reads it: a named tuple, as there may be a million of them."""

    subscription_id: int
    customer_id: int
    price_id: int
    quantity: int
    standing: str
    service: str
    anchor_at: datetime
    anchor_period_no: int
    current_period_no: int
    current_period_end: datetime
    trial_end: datetime | None
    ends_at: datetime | None
    intro_used: int
    first_term_end: datetime | None
    method_id: int | None


class DueChange(NamedTuple):
    """A change that is scheduled for the renewal: its slot, and what it leads to."""

    change_id: int
    slot: str
    kind: str
    price_id: int | None
    quantity: int | None
    resume_at: datetime | None
    effective_at: datetime


class PeriodBill(NamedTuple):
    """The period to bill: its number and bounds, at which price, and what that comes to.

    `amount_minor` is in the price's own tax behaviour, quantity included. `skipped` counts periods
    that passed unbilled. A new anchor is named where the term changed. `applied` changes came true,
    `replaced` ones fell away.
    """

    period_no: int
    start: datetime
    end: datetime
    price_id: int
    quantity: int
    unit_minor: int
    amount_minor: int
    anchor_at: datetime
    anchor_period_no: int
    intro_used: int
    skipped: int
    applied: tuple[int, ...]
    converts_trial: bool
    replaced: tuple[int, ...] = ()


class EndsUnbilled(NamedTuple):
    """The subscription ends instead: a trial that nobody left a card for."""

    ended_at: datetime
    reason: str


class PausesUnbilled(NamedTuple):
    """A pause begins instead of the next period."""

    paused_at: datetime
    resume_at: datetime | None
    change_id: int


class NothingToBill(NamedTuple):
    """Its end has come, and ends it by itself: no further period."""

    reason: str


type BillingStep = PeriodBill | EndsUnbilled | PausesUnbilled | NothingToBill


def next_step_at(
    *,
    renewal: str,
    standing: str,
    service: str,
    period_end: datetime,
    trial_end: datetime | None,
    ends_at: datetime | None,
) -> datetime | None:
    """When a subscription is next due for the billing run; None where it never is as it stands.

    One that is on hold is not billed further: nobody owes for time they have no access in.
    """
    if renewal != "auto_renewing" or service not in ("active", "trialing"):
        return None
    if standing not in ("current", "grace"):
        return None
    due = trial_end if service == "trialing" and trial_end is not None else period_end
    return None if ends_at is not None and ends_at <= due else due


def decide_billing(
    facts: DueFacts,
    prices: Mapping[int, PriceFacts],
    changes: tuple[DueChange, ...],
    *,
    at: datetime,
    zone: ZoneInfo,
    catch_up: bool = False,
    proration: Unit = "day",
) -> BillingStep:
    """The next step of a subscription whose paid term or trial is over at `at`.

    One period is decided at a time. A period that has wholly passed is skipped, as charging it now
    would come as a surprise long after, unless `catch_up` asks for it. A period that a settled end
    cuts short is billed only up to it.
    """
    trial = facts.service == "trialing" and facts.trial_end is not None
    start = facts.trial_end if trial and facts.trial_end else facts.current_period_end
    if facts.ends_at is not None and facts.ends_at <= start:
        return NothingToBill("ends")
    if trial and facts.method_id is None:
        return EndsUnbilled(start, "trial_over")
    span = _span_to_bill(
        facts, prices, changes, start, running_at=None if catch_up else at, zone=zone
    )
    if not isinstance(span, _Span):
        return span
    price, start, end = span.price, span.start, span.end
    unit = price.period_minor(periods_used=span.intro_used)
    amount = unit * span.quantity
    if facts.ends_at is not None and facts.ends_at < end:
        amount = used_minor(amount, start, end, facts.ends_at, unit=proration, zone=zone)
    return PeriodBill(
        span.no, start, end, price.price_id, span.quantity, unit, amount, span.anchor_at,
        span.anchor_no, span.intro_used + (span.intro_used < price.intro_periods), span.skipped,
        span.applied, trial, span.replaced,
    )  # fmt: skip


class _Span(NamedTuple):
    """Which period comes, at what price, and the anchor that it is counted from."""

    no: int
    start: datetime
    end: datetime
    price: PriceFacts
    quantity: int
    applied: tuple[int, ...]
    anchor_at: datetime
    anchor_no: int
    intro_used: int
    skipped: int
    replaced: tuple[int, ...]


def _span_to_bill(
    facts: DueFacts,
    prices: Mapping[int, PriceFacts],
    changes: tuple[DueChange, ...],
    start: datetime,
    *,
    running_at: datetime | None,
    zone: ZoneInfo,
) -> _Span | PausesUnbilled | NothingToBill:
    """The period from `start` on, or the one that runs at `running_at` if that is later."""
    no, skipped = facts.current_period_no + 1, 0
    price, quantity = prices[facts.price_id], facts.quantity
    applied: tuple[int, ...] = ()
    replaced: tuple[int, ...] = ()
    anchor_at, anchor_no, intro_used = facts.anchor_at, facts.anchor_period_no, facts.intro_used
    while True:
        if changes or (facts.first_term_end is not None and price.extension_price_id is not None):
            settled = _settle(facts, price, prices, changes, start)
            if isinstance(settled, PausesUnbilled):
                return settled
            target, quantity, applied, dropped = settled
            if dropped:
                replaced += dropped
                changes = tuple(one for one in changes if one.change_id not in dropped)
            if target is not price:
                intro_used = target.intro_periods
                if target.term != price.term:
                    anchor_at, anchor_no = start, no
                price = target
        term = _term(price.term)
        end = period_start(anchor_at, term, no - anchor_no + 1, zone)
        if running_at is None or end > running_at:
            return _Span(
                no, start, end, price, quantity, applied, anchor_at, anchor_no, intro_used, skipped,
                replaced,
            )  # fmt: skip
        # What falls due among the skipped periods counts from the one that runs: look once more.
        n = period_no_at(anchor_at, term, running_at, zone)
        skipped += anchor_no + n - no
        no, start = anchor_no + n, period_start(anchor_at, term, n, zone)
        if facts.ends_at is not None and facts.ends_at <= start:
            return NothingToBill("ends")


def _settle(
    facts: DueFacts,
    price: PriceFacts,
    prices: Mapping[int, PriceFacts],
    changes: tuple[DueChange, ...],
    start: datetime,
) -> tuple[PriceFacts, int, tuple[int, ...], tuple[int, ...]] | PausesUnbilled:
    """Price and quantity from `start` on, and which changes came true or fell away.

    A new price is announced for the price that is paid: who comes to pay another one, by choice or
    with the end of a first term, leaves it behind, also where it was announced for later. Who only
    changes how many they have does not.
    """
    due = {change.slot: change for change in changes if change.effective_at <= start}
    pause = due.get("pause")
    if pause is not None:
        return PausesUnbilled(start, pause.resume_at, pause.change_id)
    chosen, announced = due.get("plan"), due.get("price")
    applied: tuple[int, ...] = ()
    quantity, other = facts.quantity, None
    if facts.first_term_end is not None and facts.first_term_end <= start:
        other = prices.get(price.extension_price_id or 0)
    if chosen is not None and chosen.price_id is not None:
        quantity, applied = chosen.quantity or quantity, (chosen.change_id,)
        if chosen.price_id != facts.price_id:
            other = prices[chosen.price_id]
    if other is not None:
        return other, quantity, applied, tuple(c.change_id for c in changes if c.slot == "price")
    if announced is not None and announced.price_id is not None:
        price, applied = prices[announced.price_id], (*applied, announced.change_id)
    return price, quantity, applied, ()


@cache
def _term(text: str) -> Term:
    return Term.parse(text)
