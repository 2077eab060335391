"""Turning renewal off and on, and what will be charged when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import (
    Term,
    last_day,
    local_date,
    period_start,
)


@dataclass(frozen=True, slots=True)
class NextCharge:
    """A charge to come: its instant, the vendor's calendar date, and minor units."""

    at: datetime
    on: date
    amount_minor: int
    currency: str

    def as_dict(self) -> dict[str, Any]:
        """The charge as it is stored and digested."""
        return {"on": self.on.isoformat(), "minor": self.amount_minor, "currency": self.currency}


@dataclass(frozen=True, slots=True)
class RenewalSwitch:
    """What switching renewal does: the service's end, and the charge that falls away or comes."""

    turns: str
    ends_at: datetime | None
    ends_on: date | None
    next_charge: NextCharge | None


def term_end(facts: SubscriptionFacts) -> datetime:
    """When what is paid for, or the trial, runs out; if unpaid, when the period began."""
    if facts.service == "trialing" and facts.trial_end is not None:
        return facts.trial_end
    paid = any(charge.period_start >= facts.current_period_start for charge in facts.charges)
    if facts.standing != "current" and not paid:
        return facts.current_period_start
    return facts.current_period_end


def next_charge(facts: SubscriptionFacts) -> NextCharge | None:
    """The next charge as things stand, or None where none will come."""
    due = term_end(facts)
    ends = facts.ends_at is not None and facts.ends_at <= due
    if facts.renewal != "auto_renewing" or facts.service in ("terminated", "paused") or ends:
        return None
    return _charge(facts, due)


def charges_until(facts: SubscriptionFacts, end: datetime) -> tuple[NextCharge, ...]:
    """The charges that still come before `end`, oldest first; one that falls on it does not."""
    if facts.renewal != "auto_renewing" or facts.service in ("terminated", "paused"):
        return ()
    charges = []
    due, no = term_end(facts), facts.current_period_no - facts.anchor_period_no + 1
    term = Term.parse(facts.term)
    while due < end:
        charges.append(_charge(facts, due))
        no += 1
        due = max(period_start(facts.anchor_at, term, no, facts.zone), due)
        if charges[-1].at == due:
            break
    return tuple(charges)


def decide_renewal_off(facts: SubscriptionFacts, *, at: datetime) -> RenewalSwitch | Refusal:
    """May renewal be turned off, and what follows: the service stays for the paid term."""
    refused = _standing_refusal(facts)
    if refused is not None:
        return refused
    if facts.renewal == "non_renewing":
        return Refusal("already_off")
    if facts.standing != "current" and term_end(facts) <= at:
        return Refusal("nothing_paid")
    end = max(term_end(facts), at)
    return RenewalSwitch("off", end, last_day(end, facts.zone), next_charge(facts))


def decide_renewal_on(facts: SubscriptionFacts, *, at: datetime) -> RenewalSwitch | Refusal:
    """May renewal be turned on again, and what will then be charged when."""
    refused = _standing_refusal(facts)
    if refused is not None:
        return refused
    if facts.renewal == "auto_renewing":
        return Refusal("already_on")
    end = term_end(facts)
    if end <= at:
        return Refusal("term_over")
    return RenewalSwitch("on", None, None, _charge(facts, end))


def _charge(facts: SubscriptionFacts, at: datetime) -> NextCharge:
    return NextCharge(at, local_date(at, facts.zone), facts.renewal_minor, facts.currency)


def _standing_refusal(facts: SubscriptionFacts) -> Refusal | None:
    if facts.renewal == "ended":
        return Refusal("already_ended")
    if facts.open_cancellation is not None:
        return Refusal("cancelled_undo_first", {"reference": facts.open_cancellation})
    return None
