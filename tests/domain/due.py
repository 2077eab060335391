"""Subscriptions that are due, for the tests of what the billing run does with them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.billing import BillingStep, DueChange, DueFacts, PeriodBill, decide_billing
from fairwell.domain.price import PriceFacts

ZONE = ZoneInfo("America/New_York")
ANCHOR = datetime(2026, 11, 5, 15, tzinfo=UTC)
SECOND = datetime(2026, 12, 5, 15, tzinfo=UTC)
THIRD = datetime(2027, 1, 5, 15, tzinfo=UTC)


def price(price_id: int = 1, **change: Any) -> PriceFacts:
    """A version of a price: 9.99 a month unless said otherwise."""
    facts: dict[str, Any] = {
        "external_id": f"price_{price_id}",
        "product_id": 1,
        "plan_id": 1,
        "tier": "Plus",
        "tier_rank": 1,
        "term": "P1M",
        "devices": 1,
        "currency": "USD",
        "amount_minor": 999,
    }
    return PriceFacts(price_id=price_id, **facts | change)


def due(**change: Any) -> DueFacts:
    """Mia, whose first month ended on 5 December."""
    mia = DueFacts(
        subscription_id=7,
        customer_id=70,
        price_id=1,
        quantity=1,
        standing="current",
        service="active",
        anchor_at=ANCHOR,
        anchor_period_no=1,
        current_period_no=1,
        current_period_end=SECOND,
        trial_end=None,
        ends_at=None,
        intro_used=0,
        first_term_end=None,
        method_id=1,
    )
    return mia._replace(**change)


def trial(**change: Any) -> DueFacts:
    """Tess, whose trial ended on 5 December: her first paid period begins there."""
    tess = due(service="trialing", trial_end=SECOND, anchor_at=SECOND, current_period_no=0)
    return tess._replace(**change)


def change_to(slot: str = "plan", **values: Any) -> DueChange:
    """A change that is scheduled for 5 December, to price 2."""
    chosen = DueChange(11, slot, "change", 2, 1, None, SECOND)
    return chosen._replace(**values)


def decide(
    facts: DueFacts,
    *prices: PriceFacts,
    changes: tuple[DueChange, ...] = (),
    at: datetime | None = None,
    zone: ZoneInfo = ZONE,
    catch_up: bool = False,
) -> BillingStep:
    """What the run does when its time has come."""
    known = {facts.price_id: price(facts.price_id)} | {each.price_id: each for each in prices}
    when = at or facts.trial_end or facts.current_period_end
    return decide_billing(facts, known, changes, at=when, zone=zone, catch_up=catch_up)


def billed(*args: Any, **options: Any) -> PeriodBill:
    """The same, where it must be a bill."""
    step = decide(*args, **options)
    assert isinstance(step, PeriodBill), step
    return step


def after(facts: DueFacts, step: PeriodBill) -> DueFacts:
    """The subscription once the bill was written."""
    return facts._replace(
        service="active",
        price_id=step.price_id,
        quantity=step.quantity,
        anchor_at=step.anchor_at,
        anchor_period_no=step.anchor_period_no,
        current_period_no=step.period_no,
        current_period_end=step.end,
        intro_used=step.intro_used,
    )
