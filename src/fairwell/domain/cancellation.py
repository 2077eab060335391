"""Ending a subscription: what each choice does to dates, access, charges and money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from fairwell.domain.contract import held_until, refuse_earlier
from fairwell.domain.policy import Pack
from fairwell.domain.refund_decision import RefundDecision, decide_refund, no_refund
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import NextCharge, charges_until, next_charge, term_end
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, last_day, local_date, start_of_day

Choice = Literal["now", "end_of_term", "on_date"]

FURTHEST_TERM = Term(months=12)  # how far ahead of the paid term an end may be set


@dataclass(frozen=True, slots=True)
class Ending:
    """One way to leave, decided. `ends_at` is None where it takes effect on confirming."""

    verb: Literal["cancel", "withdraw"]
    choice: Choice
    ends_at: datetime | None
    ends_on: date
    renewal: Literal["auto_renewing", "non_renewing"]
    dropped_charge: NextCharge | None
    further_charges: tuple[NextCharge, ...]
    refund: RefundDecision

    @property
    def immediate(self) -> bool:
        """Whether access ends the moment the ending is confirmed."""
        return self.ends_at is None

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        return {
            "verb": self.verb,
            "choice": self.choice,
            "ends_on": self.ends_on.isoformat(),
            "immediate": self.immediate,
            "dropped_charge": self.dropped_charge.as_dict() if self.dropped_charge else None,
            "further_charges": [charge.as_dict() for charge in self.further_charges],
            "refund": self.refund.as_dict(),
        }


def decide_cancellation(
    facts: SubscriptionFacts,
    packs: Sequence[Pack],
    *,
    choice: Choice,
    at: datetime,
    on_date: date | None = None,
) -> Ending | Refusal:
    """What cancelling would do; the same function serves the preview and the deed.

    `now` ends access on confirming and gives back what the packs grant. `end_of_term` keeps what is
    paid for, and where a contract has a least length, goes on up to its earliest end. `on_date`
    ends with the last second of that day, at most a year beyond the paid term; periods that begin
    before it are still charged, and nothing is given back for what was used. A subscription whose
    renewal is off can still be cancelled: it never ends later for that. Where a contract has a
    least length or a notice, neither `now` nor `on_date` ends it earlier, unless a rule gives money
    back and ends the service with it; a withdrawal is another matter, and never held up.
    """
    refused = cannot_leave(facts)
    if refused is not None:
        return refused
    held = held_until(facts, packs, at=at)
    if choice == "now":
        refund = decide_refund(facts, packs, at=at)
        if held is not None and not refund.ends_service:
            return refuse_earlier(facts, held, at=at)
        return immediate_ending(facts, "cancel", refund, at)
    if choice == "end_of_term":
        # Past due, a new term is not sold either.
        paid_until = max(term_end(facts), at)
        end = _never_later(facts, max(held or at, paid_until))
        coming = charges_until(facts, end) if end > paid_until else ()
        return _scheduled(facts, "end_of_term", end, tuple(c for c in coming if c.at > at))
    return _on_date(facts, packs, on_date, at)


def decide_undo(
    facts: SubscriptionFacts, *, ends_at: datetime | None, at: datetime
) -> Refusal | None:
    """Why a cancellation cannot be undone any more, or None where it can."""
    if facts.renewal == "ended" or (ends_at is not None and ends_at <= at):
        return Refusal("undo_too_late")
    if facts.open_cancellation is None:
        return Refusal("nothing_to_undo")
    return None


def cannot_leave(facts: SubscriptionFacts) -> Refusal | None:
    """Why a subscription cannot be ended (again), or None where it can."""
    if facts.renewal == "ended" or facts.service == "terminated":
        return Refusal("already_ended")
    if facts.open_cancellation is not None:
        return Refusal("already_cancelled", {"reference": facts.open_cancellation})
    return None


def _coming(facts: SubscriptionFacts, at: datetime) -> NextCharge | None:
    """The next charge if it is still to come; an overdue one is not dropped by leaving."""
    charge = next_charge(facts)
    return charge if charge is not None and charge.at > at else None


def _never_later(facts: SubscriptionFacts, end: datetime) -> datetime:
    return min(end, facts.ends_at) if facts.ends_at is not None else end


def immediate_ending(
    facts: SubscriptionFacts,
    verb: Literal["cancel", "withdraw"],
    refund: RefundDecision,
    at: datetime,
) -> Ending:
    """An ending that takes effect on confirming, with the money it gives back."""
    return Ending(
        verb=verb,
        choice="now",
        ends_at=None,
        ends_on=local_date(at, facts.zone),
        renewal="non_renewing",
        dropped_charge=_coming(facts, at),
        further_charges=(),
        refund=refund,
    )


def _scheduled(
    facts: SubscriptionFacts, choice: Choice, end: datetime, further: tuple[NextCharge, ...]
) -> Ending:
    coming = next_charge(facts)
    dropped = coming if not further and coming and coming.at >= end else None
    return Ending(
        verb="cancel",
        choice=choice,
        ends_at=end,
        ends_on=last_day(end, facts.zone),
        renewal="auto_renewing" if further else "non_renewing",
        dropped_charge=dropped,
        further_charges=further,
        refund=no_refund(facts),
    )


def _on_date(
    facts: SubscriptionFacts, packs: Sequence[Pack], on_date: date | None, at: datetime
) -> Ending | Refusal:
    if on_date is None:
        return Refusal("date_missing")
    earliest, latest = date_range(facts, packs, at=at)
    held = held_until(facts, packs, at=at)
    if on_date < earliest:
        if held is not None and on_date >= local_date(at, facts.zone):
            return refuse_earlier(facts, held, at=at)
        return Refusal("date_past", {"earliest": earliest.isoformat()})
    if on_date > latest:
        return Refusal("date_too_far", {"latest": latest.isoformat()})
    end = _never_later(facts, start_of_day(on_date + timedelta(days=1), facts.zone))
    first = facts.first_term_end
    if facts.service == "trialing" and first is not None and term_end(facts) < end < first:
        return refuse_earlier(facts, first, at=at)
    further = tuple(charge for charge in charges_until(facts, end) if charge.at > at)
    return _scheduled(facts, "on_date", end, further)


def date_range(
    facts: SubscriptionFacts, packs: Sequence[Pack] = (), *, at: datetime
) -> tuple[date, date]:
    """First and last day that may be chosen: today, and a year beyond the paid term.

    A contract with a least length or a notice begins with the day on which it can end. A trial that
    turns into nothing that is paid for ends by itself, and not later for being cancelled. Where an
    end is settled already the last day is the one before it: cancelling never lengthens.
    """
    earliest, paid_until = local_date(at, facts.zone), term_end(facts)
    held = held_until(facts, packs, at=at)
    if held is not None:
        earliest, paid_until = last_day(held, facts.zone), max(held, paid_until)
    if paid_until <= at:
        return earliest, earliest
    latest = FURTHEST_TERM.after(local_date(max(paid_until, at), facts.zone))
    if facts.service == "trialing" and next_charge(facts) is None:
        latest = last_day(paid_until, facts.zone)
    if facts.ends_at is not None:
        latest = min(latest, last_day(facts.ends_at, facts.zone))
    return earliest, max(latest, earliest)
