"""What comes next of an unpaid invoice: a retry, access on hold, the end, or waiting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from fairwell.domain.collecting_pauses import Pause, merged, pushed_back
from fairwell.domain.policy.vendor_terms import CARD_NETWORK_DAYS, CollectingPolicy
from fairwell.domain.subscription import STANDINGS, Standing
from fairwell.domain.term import Term, period_start

CollectingAction = Literal["wait", "retry", "hold", "end"]
Need = Literal["", "card", "new_card"]

COLLECTING_ACTIONS: Final[tuple[CollectingAction, ...]] = get_args(CollectingAction)
_ENTERED_BY: Final[dict[Standing, CollectingAction]] = {"on_hold": "hold", "written_off": "end"}

# Automatic retries keep to the vendor's day: a bank's message about one should wake nobody.
_DAY_BEGINS: Final = time(8)
_DAY_ENDS: Final = time(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One attempt that took no money. `hard`: the bank will never approve it on this method."""

    at: datetime
    hard: bool
    method_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectFacts:
    """One invoice and what is known of collecting it; instants are aware UTC.

    `standing` is what the books say now. `method_id` is the method now on file, None without one.
    `first_failed_at` is Collecting.first_failed_at as stored, which a first attempt that could
    not be made (no card) leaves without a Failure. `attempt_open`: one is on its way or unknown.
    """

    due_at: datetime
    amount_due_minor: int
    zone: ZoneInfo
    standing: Standing
    method_id: int | None
    method_expired: bool = False
    failures: tuple[Failure, ...] = ()
    first_failed_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    attempt_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """How an invoice stands and what to do `at` once; None for an instant means not foreseen.

    `standing` is right as soon as `action` is done. `access_until` bounds access that is not paid
    for. `next_step_at` is when to decide again, should nothing else happen. `needs` is what the
    subscriber must bring before anything is tried: a card, or a new one.
    """

    standing: Standing
    action: CollectingAction = "wait"
    needs: Need = ""
    paused: bool = False
    first_failed_at: datetime | None = None
    next_retry_at: datetime | None = None
    access_until: datetime | None = None
    hold_at: datetime | None = None
    end_at: datetime | None = None
    next_step_at: datetime | None = None


def decide_collecting(policy: CollectingPolicy, facts: CollectFacts, *, at: datetime) -> Collecting:
    """The standing of an invoice and the one action due at `at`.

    A hard decline is never retried on its method (Visa calls it category 1 and fines it). A method
    that differs from the last tried is tried at once, on hold too; beyond that the schedule counts
    from the first failure and stops at the hold. While paused, or while an attempt is open,
    nothing is done; a pause pushes everything still to come back by its length. A retry that
    came due and was not made goes before hold and end, so that our delay costs nobody access.
    """
    if facts.amount_due_minor <= 0:
        return Collecting(standing="current")
    pauses = merged(facts.pauses, until=at)
    paused = bool(pauses) and pauses[-1].holds_at(at)
    resume_at = pauses[-1].until if paused else at
    since = _first_failed_at(facts, at)
    access_until = _after(policy.grace, since, facts, pauses)
    if policy.then == "hold":
        hold_at, end_at = access_until, _after(policy.end_after, since, facts, pauses)
    else:
        hold_at, end_at = None, access_until
    retry_at = None
    if resume_at is not None and not facts.attempt_open:
        retry_at = _next_retry(policy, facts, pauses, since, resume_at=resume_at, at=at)
    waits = paused or facts.attempt_open
    standing = _reached(since, hold_at, end_at, at)
    if waits or retry_at is not None:
        standing = min(standing, max(facts.standing, "grace", key=_worse), key=_worse)
    steps = [retry_at, hold_at, end_at, resume_at if paused else None, facts.due_at]
    return Collecting(
        standing=standing,
        action=_action(facts, standing, retry_at, at),
        needs="" if waits or standing == "written_off" else _needs(facts, retry_at),
        paused=paused,
        first_failed_at=since,
        next_retry_at=retry_at,
        access_until=access_until,
        hold_at=hold_at,
        end_at=end_at,
        next_step_at=min((step for step in steps if step and step > at), default=None),
    )


def _worse(standing: Standing) -> int:
    return STANDINGS.index(standing)


def _first_failed_at(facts: CollectFacts, at: datetime) -> datetime | None:
    if facts.first_failed_at is not None:
        return facts.first_failed_at
    if facts.failures:
        return min(failure.at for failure in facts.failures)
    return facts.due_at if at >= facts.due_at and not _usable(facts) else None


def _usable(facts: CollectFacts) -> bool:
    """Whether trying the method on file makes sense at all."""
    banned = any(one.hard and one.method_id == facts.method_id for one in facts.failures)
    return facts.method_id is not None and not facts.method_expired and not banned


def _after(
    term: Term | None, since: datetime | None, facts: CollectFacts, pauses: tuple[Pause, ...]
) -> datetime | None:
    if term is None or since is None:
        return None
    return pushed_back(period_start(since, term, 1, facts.zone), since, pauses)


def _reached(
    since: datetime | None, hold_at: datetime | None, end_at: datetime | None, at: datetime
) -> Standing:
    if end_at is not None and at >= end_at:
        return "written_off"
    if hold_at is not None and at >= hold_at:
        return "on_hold"
    return "current" if since is None else "grace"


def _action(
    facts: CollectFacts, standing: Standing, retry_at: datetime | None, at: datetime
) -> CollectingAction:
    if retry_at is not None and retry_at <= at:
        return "retry"
    if standing != facts.standing and standing in _ENTERED_BY:
        return _ENTERED_BY[standing]
    return "wait"


def _needs(facts: CollectFacts, retry_at: datetime | None) -> Need:
    if facts.method_id is None:
        return "card"
    return "new_card" if retry_at is None else ""


def _next_retry(
    policy: CollectingPolicy,
    facts: CollectFacts,
    pauses: tuple[Pause, ...],
    since: datetime | None,
    *,
    resume_at: datetime,
    at: datetime,
) -> datetime | None:
    """The next attempt, never before `resume_at`; None where none will be made by itself."""
    if facts.standing == "written_off" or not _usable(facts):
        return None
    # Somebody who has just brought a card is there to see it tried, whatever the hour.
    at_once = resume_at if resume_at == at else by_day(resume_at, facts.zone)
    if not facts.failures:
        return max(facts.due_at, at_once)
    last = max(facts.failures, key=lambda failure: failure.at)
    untried = all(failure.method_id != facts.method_id for failure in facts.failures)
    if untried or (last.method_id != facts.method_id and _has_room(policy, facts, at_once)):
        return at_once
    if facts.standing == "on_hold" or since is None:
        return None
    for slot in _slots(policy, facts, pauses, since):
        chosen = by_day(max(slot, resume_at), facts.zone)
        if slot > last.at and _has_room(policy, facts, chosen):
            return chosen
    return None


def _slots(
    policy: CollectingPolicy, facts: CollectFacts, pauses: tuple[Pause, ...], since: datetime
) -> Iterator[datetime]:
    for retry in policy.retries:
        slot = _after(retry, since, facts, pauses)
        if slot is not None:
            yield slot


def _has_room(policy: CollectingPolicy, facts: CollectFacts, when: datetime) -> bool:
    recent = when - timedelta(days=CARD_NETWORK_DAYS)
    return sum(failure.at > recent for failure in facts.failures) < policy.most_attempts


def by_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant itself if it is from 08:00 to 20:00 in `zone`, else the next 08:00 (UTC)."""
    local = instant.astimezone(zone)
    if _DAY_BEGINS <= local.time() < _DAY_ENDS:
        return instant
    day = local.date() + timedelta(days=local.time() >= _DAY_ENDS)
    return datetime.combine(day, _DAY_BEGINS, tzinfo=zone).astimezone(UTC)
