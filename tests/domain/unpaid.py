"""One unpaid invoice of Anna's, for the tests of collecting."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fairwell.domain.collecting import CollectFacts, Failure
from fairwell.domain.policy import CollectingPolicy

ZONE = ZoneInfo("America/New_York")
POLICY = CollectingPolicy()
# 2 November 2026, 10:00 in New York: after the clocks went back, so that days have 24 hours.
DUE = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
CARD, NEW_CARD = 1, 2


def day(number: float) -> datetime:
    """So many days after the first failure."""
    return DUE + timedelta(days=number)


def failed(*numbers: float, hard: bool = False, card: int = CARD) -> tuple[Failure, ...]:
    """Attempts that failed on these days."""
    return tuple(Failure(at=day(number), hard=hard, method_id=card) for number in numbers)


def unpaid(*failures: Failure, **change: Any) -> CollectFacts:
    """An invoice of 79.99, due on day 0, with the first card on file."""
    made = CollectFacts(
        due_at=DUE,
        amount_due_minor=7_999,
        zone=ZONE,
        standing="grace" if failures else "current",
        method_id=CARD,
        failures=failures,
    )
    return replace(made, **change)
