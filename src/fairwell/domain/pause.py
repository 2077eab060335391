"""Pausing a subscription and going on: what it does to paid time, access and charges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fairwell.domain.change_kind import ScheduledFacts, When
from fairwell.domain.change_refusal import not_under_way, renewal_is_off
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.proration import Stretch, moved
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import NextCharge
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, local_date, start_of_day

YEAR = Term(months=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A pause, decided: it begins at `begins_at` and ends by itself at `resumes_at`.

    `period_end` is the paid term's end if nobody resumes earlier; None where the pause begins with
    it. `replaces` is the scheduled pause that this one takes the place of.
    """

    when: When
    begins_at: datetime
    begins_on: date
    resumes_at: datetime
    resumes_on: date
    period_end: datetime | None
    next_charge: NextCharge
    replaces: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        return {
            "kind": "pause",
            "when": self.when,
            "begins_on": self.begins_on.isoformat(),
            "resumes_on": self.resumes_on.isoformat(),
            "period_end": self.period_end.isoformat() if self.period_end else None,
            "next_charge": self.next_charge.as_dict(),
            "replaces": self.replaces,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """Going on, decided: the paid period's end, which the next one is counted from.

    `anchor_period_no` is the number of the period that begins at `anchor_at`, that end. `charge` is
    for a new period that falls due at once, None where paid time is left; then `next_charge` comes.
    """

    resumed_at: datetime
    resumed_on: date
    pause: Stretch
    period_no: int
    period_start: datetime
    period_end: datetime
    anchor_at: datetime
    anchor_period_no: int
    ends_at: datetime | None
    charge: NextCharge | None
    next_charge: NextCharge | None

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        return {
            "kind": "resume",
            "resumed_on": self.resumed_on.isoformat(),
            "period_start": self.period_start.isoformat(),
            "period_end": self.period_end.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "charge": self.charge.as_dict() if self.charge else None,
            "next_charge": self.next_charge.as_dict() if self.next_charge else None,
        }


def decide_pause(
    facts: SubscriptionFacts,
    *,
    when: When,
    until: date | None,
    policy: ChangePolicy,
    past_pauses: Iterable[Stretch],
    at: datetime,
    scheduled: ScheduledFacts | None = None,
    next_minor: int | None = None,
) -> Pause | Refusal:
    """What pausing would do; the same function serves the preview and the deed.

    `now` freezes the paid time: the rest of the paid term follows the pause. `at_renewal` begins
    with the end of the paid term, and the next term is charged when the pause is over. Service goes
    on with the first moment of `until`, a date in the vendor's zone, at the latest when the
    policy's longest pause is over; without a date, then. `past_pauses` are those that began already
    and `scheduled` the pause that is agreed and has not begun: it is replaced, and the decision
    says so. `next_minor` is what the next term costs where that is not today's price.
    """
    refused = _cannot_pause(facts, at)
    if refused is not None:
        return refused
    begins_at = at if when == "now" else facts.current_period_end
    begins_on = local_date(begins_at, facts.zone)
    refused = _too_many(begins_on, past_pauses, facts, policy)
    if refused is not None:
        return refused
    earliest, latest = pause_range(facts, when=when, policy=policy, at=at)
    resumes_on = until or latest
    if resumes_on < earliest:
        return Refusal("pause_too_short", {"earliest": earliest.isoformat()})
    if resumes_on > latest:
        return Refusal("pause_too_long", {"latest": latest.isoformat()})
    resumes_at = start_of_day(resumes_on, facts.zone)
    end = None
    if when == "now":
        end = moved(facts.current_period_end, [Stretch(begins_at, resumes_at)])
    return Pause(
        when=when,
        begins_at=begins_at,
        begins_on=begins_on,
        resumes_at=resumes_at,
        resumes_on=resumes_on,
        period_end=end,
        next_charge=_charge(facts, end or resumes_at, next_minor),
        replaces=scheduled.change_id if scheduled else None,
    )


def pause_range(
    facts: SubscriptionFacts, *, when: When, policy: ChangePolicy, at: datetime
) -> tuple[date, date]:
    """First and last date on which a pause may end: the day after it begins, and the longest."""
    begins_at = at if when == "now" else facts.current_period_end
    begins_on = local_date(begins_at, facts.zone)
    return begins_on + timedelta(days=1), policy.pause_longest.after(begins_on)


def decide_resume(
    facts: SubscriptionFacts,
    *,
    paused_at: datetime | None,
    resume_at: datetime | None,
    at: datetime,
    next_minor: int | None = None,
) -> Resumption | Refusal:
    """What going on would do, asked for or because the pause is over.

    A pause within the paid term moves the term's end later by the time that really passed, and
    later periods are counted from that end. A pause that began with the end of the paid term is
    followed by a new term that falls due at once, for the billing run to bill: none where the
    subscription ends. A pause ends at `resume_at` however late that is noticed: from then on access
    is due. It does not lengthen a contract's first term. Whoever goes on early, with renewal off,
    has used what is paid for earlier too; what was cancelled keeps the end that was confirmed.
    """
    if facts.renewal == "ended" or facts.service == "terminated":
        return Refusal("already_ended")
    if facts.service != "paused" or paused_at is None:
        return Refusal("not_paused")
    resumed_at = (at if resume_at is None else min(at, resume_at)).astimezone(UTC)
    pause = Stretch(paused_at, max(resumed_at, paused_at))
    charge, within = None, paused_at < facts.current_period_end
    early = resume_at is None or at < resume_at
    if facts.open_cancellation is not None and (early or not within):
        return Refusal("cancelled_undo_first", {"reference": facts.open_cancellation})
    if not within and facts.renewal == "non_renewing":
        return renewal_is_off(facts)
    end = moved(facts.current_period_end, [pause]) if within else pause.end
    ends_at = facts.ends_at
    if early and ends_at is not None and facts.renewal == "non_renewing":
        ends_at = min(ends_at, end)
    renews = facts.renewal == "auto_renewing" and (ends_at is None or ends_at > end)
    if not within:
        charge = _charge(facts, end, next_minor)
    return Resumption(
        resumed_at=pause.end,
        resumed_on=local_date(pause.end, facts.zone),
        pause=pause,
        period_no=facts.current_period_no,
        period_start=facts.current_period_start,
        period_end=end,
        anchor_at=end,
        anchor_period_no=facts.current_period_no + 1,
        ends_at=ends_at,
        charge=charge,
        next_charge=_charge(facts, end, next_minor) if renews and within else None,
    )


def _cannot_pause(facts: SubscriptionFacts, at: datetime) -> Refusal | None:
    refused = not_under_way(facts)
    if refused is not None:
        return refused
    if facts.service in ("paused", "trialing"):
        return Refusal("already_paused" if facts.service == "paused" else "trial_no_pause")
    if facts.renewal == "non_renewing":
        return renewal_is_off(facts)
    if facts.standing != "current":
        return Refusal("pay_first")
    return Refusal("renewal_due") if facts.current_period_end <= at else None


def _too_many(
    begins_on: date, past: Iterable[Stretch], facts: SubscriptionFacts, policy: ChangePolicy
) -> Refusal | None:
    """Pauses count for a year from the date on which they began."""
    if policy.pauses_per_year < 1:
        return Refusal("pause_not_offered")
    free_on = sorted(YEAR.after(local_date(pause.start, facts.zone)) for pause in past)
    counting = [day for day in free_on if day > begins_on]
    if len(counting) < policy.pauses_per_year:
        return None
    earliest = counting[-policy.pauses_per_year]
    return Refusal("pauses_used_up", {"earliest": earliest.isoformat()})


def _charge(facts: SubscriptionFacts, at: datetime, next_minor: int | None) -> NextCharge:
    minor = facts.renewal_minor if next_minor is None else next_minor
    return NextCharge(at, local_date(at, facts.zone), minor, facts.currency)
