"""What is used of a paid time that a pause has moved: time stands still, it is not used up."""

from datetime import datetime, timedelta

from fairwell.domain.proration import Stretch, moved, paused_within, used_units
from fairwell.domain.subscription import SubscriptionFacts


def pauses_until(facts: SubscriptionFacts, at: datetime) -> tuple[Stretch, ...]:
    """The pauses that began before `at`, oldest first; the one that runs counts up to `at`."""
    over = tuple(pause for pause in facts.pauses if pause.start < at)
    if facts.service != "paused" or facts.paused_at is None or facts.paused_at >= at:
        return over
    return (*over, Stretch(facts.paused_at, at))


def served_until(
    facts: SubscriptionFacts, start: datetime, end: datetime, *, at: datetime
) -> datetime:
    """When a service billed for [start, end) is over, as pauses up to `at` have moved it."""
    return moved(end, paused_within(start, end, pauses_until(facts, at)))


def days_used(
    facts: SubscriptionFacts, start: datetime, end: datetime, *, at: datetime
) -> tuple[int, int]:
    """Days of [start, end) that are used at `at`, and all of them, in the vendor's zone.

    The day of `at` is not used yet, and no day of a pause ever is.
    """
    return used_units(start, end, at, unit="day", zone=facts.zone, pauses=pauses_until(facts, at))


def billed_end(facts: SubscriptionFacts) -> datetime:
    """The end that the running period was billed for, before pauses that are over moved it."""
    start, end = facts.current_period_start, facts.current_period_end
    within = (pause.length for pause in facts.pauses if start <= pause.start < end)
    return end - sum(within, timedelta())
