"""Turning renewal off and on, and what will be charged when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Literal

from fairwell.domain.coming_bills import coming_bills
from fairwell.domain.contract import earliest_end
from fairwell.domain.proration import Stretch, moved, used_minor
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
    """What switching renewal does: the service's end, and the charge that falls away or comes.

    In a contract's first term it still renews up to its end, with `further_charges`.
    """

    turns: str
    ends_at: datetime | None
    ends_on: date | None
    next_charge: NextCharge | None
    renewal: Literal["auto_renewing", "non_renewing"] = "non_renewing"
    further_charges: tuple[NextCharge, ...] = ()


def term_end(facts: SubscriptionFacts) -> datetime:
    """When what is paid for, or the trial, runs out; if unpaid, when the period began.

    In a pause paid time stands still: its rest follows the day on which the pause ends by itself.
    """
    if facts.service == "trialing" and facts.trial_end is not None:
        return facts.trial_end
    paid = any(charge.period_start >= facts.current_period_start for charge in facts.charges)
    if facts.standing != "current" and not paid:
        return facts.current_period_start
    pause = _pause(facts)
    if pause is not None and pause.start < facts.current_period_end:
        return moved(facts.current_period_end, [pause])
    return facts.current_period_end


def next_charge(facts: SubscriptionFacts) -> NextCharge | None:
    """The next charge as things stand, or None where none will come."""
    return next(islice(_charges(facts, facts.ends_at), 1), None)


def charges_until(facts: SubscriptionFacts, end: datetime) -> tuple[NextCharge, ...]:
    """The charges that still come before `end`, oldest first; one that falls on it does not.

    A last period that the end cuts short is charged for its days up to it, as the billing run does.
    """
    return tuple(_charges(facts, end))


def decide_renewal_off(facts: SubscriptionFacts, *, at: datetime) -> RenewalSwitch | Refusal:
    """May renewal be turned off, and what follows: the service stays for the paid term.

    A contract with a least length goes on up to its earliest end, and is charged up to it.
    """
    refused = _standing_refusal(facts)
    if refused is not None:
        return refused
    if facts.renewal == "non_renewing":
        return Refusal("already_off")
    if facts.standing != "current" and term_end(facts) <= at:
        return Refusal("nothing_paid")
    paid_until = max(term_end(facts), at)
    end = max(earliest_end(facts, at=at) or at, paid_until)
    if facts.ends_at is not None and facts.ends_at <= end:
        return Refusal("already_off")
    further = charges_until(facts, end) if end > paid_until else ()
    dropped = None if further else next_charge(facts)
    return RenewalSwitch(
        "off",
        end,
        last_day(end, facts.zone),
        dropped,
        "auto_renewing" if further else "non_renewing",
        further,
    )


def decide_renewal_on(facts: SubscriptionFacts, *, at: datetime) -> RenewalSwitch | Refusal:
    """May renewal be turned on again, and what will then be charged when."""
    refused = _standing_refusal(facts)
    if refused is not None:
        return refused
    if facts.renews:
        return Refusal("already_on")
    end = term_end(facts)
    if end <= at:
        return Refusal("term_over")
    coming = next_charge(replace(facts, renewal="auto_renewing", ends_at=None))
    return RenewalSwitch(
        "on", None, None, coming or _charge(facts, end, facts.renewal_minor), "auto_renewing"
    )


def _charges(facts: SubscriptionFacts, end: datetime | None) -> Iterator[NextCharge]:
    """Every charge that comes before `end`; without one they go on."""
    if facts.renewal != "auto_renewing" or facts.service == "terminated":
        return
    overdue = facts.standing != "current" and term_end(facts) < facts.current_period_end
    if facts.service == "paused" and facts.resume_at is None:
        return
    if facts.outlook is None or overdue:
        yield from _charges_of_today(facts, end)
        return
    for bill in coming_bills(facts.outlook, zone=facts.zone, ends_at=end):
        if end is not None and bill.start >= end:
            return
        yield _charge(facts, bill.start, bill.gross_minor)


def _charges_of_today(facts: SubscriptionFacts, end: datetime | None) -> Iterator[NextCharge]:
    """The same where no outlook was read: all at today's price and term."""
    term, zone = Term.parse(facts.term), facts.zone
    pause, due = _pause(facts), term_end(facts)
    anchor, n = facts.anchor_at, facts.current_period_no - facts.anchor_period_no + 1
    if pause is not None:
        due = anchor = max(due, pause.end)
        n = 0
    while end is None or due < end:
        n += 1
        over, minor = max(period_start(anchor, term, n, zone), due), facts.renewal_minor
        if end is not None and due < end < over:
            minor = used_minor(minor, due, over, end, unit="day", zone=zone)
        yield _charge(facts, due, minor)
        if over == due:
            return
        due = over


def _pause(facts: SubscriptionFacts) -> Stretch | None:
    """The pause that is running, up to the moment at which it ends by itself."""
    if facts.service != "paused" or facts.paused_at is None or facts.resume_at is None:
        return None
    return Stretch(facts.paused_at, max(facts.paused_at, facts.resume_at))


def _charge(facts: SubscriptionFacts, at: datetime, minor: int) -> NextCharge:
    return NextCharge(at, local_date(at, facts.zone), minor, facts.currency)


def _standing_refusal(facts: SubscriptionFacts) -> Refusal | None:
    if facts.renewal == "ended":
        return Refusal("already_ended")
    if facts.open_cancellation is not None:
        return Refusal("cancelled_undo_first", {"reference": facts.open_cancellation})
    return None
