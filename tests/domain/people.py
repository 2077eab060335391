"""Facts of made-up subscriptions for the tests of decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.policy import Pack, parse_pack
from fairwell.domain.subscription import ChargeFacts, SubscriptionFacts
from fairwell.domain.term import Term, period_bounds

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


@cache
def shipped(name: str) -> Pack:
    """A pack that comes with the product."""
    path = files("fairwell.domain") / "packs" / f"{name}.toml"
    return parse_pack(path.read_text("utf-8"), path.name)


SIXTY = (shipped("vendor-60-annual"),)
NONE = (shipped("vendor-none"),)
EU = (shipped("vendor-none"), shipped("eu-withdrawal"))


def charge(at: datetime, minor: int, term: str = "P1Y", n: int = 1, **change: Any) -> ChargeFacts:
    """One captured payment of the period that begins at `at`."""
    start, end = period_bounds(at, Term.parse(term), 0, ZONE)
    made = ChargeFacts(n, f"Q-{n}", at, "USD", minor, minor, start, end)
    return replace(made, **change)


def someone(
    *,
    term: str = "P1Y",
    charged: datetime = NOW - timedelta(days=57),
    minor: int = 7_999,
    **change: Any,
) -> SubscriptionFacts:
    """A subscriber in the middle of a paid term that began at `charged`."""
    start, end = period_bounds(charged, Term.parse(term), 0, ZONE)
    made = SubscriptionFacts(
        subscription_id=1,
        renewal="auto_renewing",
        standing="current",
        service="active",
        term=term,
        concluded_at=charged,
        anchor_at=charged,
        anchor_period_no=1,
        current_period_no=1,
        current_period_start=start,
        current_period_end=end,
        trial_end=None,
        ends_at=None,
        price_minor=minor,
        quantity=1,
        currency="USD",
        country="US",
        subdivision="",
        consumer=True,
        early_start_requested=None,
        informed_of_withdrawal=True,
        zone=ZONE,
        charges=(charge(charged, minor, term),),
    )
    return replace(made, **change)
