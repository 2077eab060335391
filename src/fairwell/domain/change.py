"""Changing what a subscription covers, gives or is billed by: dates, credits and charges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fairwell.domain.change_kind import (
    ChangeCharge,
    ChangeTarget,
    Kind,
    ScheduledFacts,
    Tier,
    When,
    classify,
)
from fairwell.domain.change_refusal import (
    cannot_change,
    cannot_have,
    nothing_new,
    period_end,
    too_early,
)
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.price import PriceFacts
from fairwell.domain.proration import (
    BilledLine,
    LineCredit,
    Stretch,
    moved,
    paused_within,
    unused_credit,
    used_minor,
)
from fairwell.domain.refusal import Refusal
from fairwell.domain.renewal import NextCharge
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, last_day, local_date, period_start


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change, decided. `new_period` is set where a new term begins at once, and anchors on it.

    `replaces` is the scheduled change that this one takes the place of. `first_term_until` is the
    last day of the contract's first term, which no change moves; `no_first_term`: none begins,
    though the target is sold with one.
    """

    kind: Kind
    tier: Tier
    when: When
    effective_at: datetime
    effective_on: date
    price_id: int
    quantity: int
    covered_before: int
    covered_after: int
    currency: str
    new_period: Stretch | None
    credits: tuple[LineCredit, ...]
    charge: ChangeCharge | None
    next_charge: NextCharge | None
    replaces: int | None = None
    first_term_until: date | None = None
    no_first_term: bool = False

    @property
    def credit_minor(self) -> int:
        """The sum of the credits, gross, in minor units."""
        return sum(credit.credit_minor for credit in self.credits)

    @property
    def charge_minor(self) -> int:
        """What is billed at once as priced, in minor units."""
        return self.charge.amount_minor if self.charge else 0

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored, digested and compared with what was promised."""
        period, first = self.new_period, self.first_term_until
        return {
            "kind": self.kind,
            "tier": self.tier,
            "when": self.when,
            "effective_on": self.effective_on.isoformat(),
            "price": self.price_id,
            "quantity": self.quantity,
            "covered": [self.covered_before, self.covered_after],
            "currency": self.currency,
            "new_period": [period.start.isoformat(), period.end.isoformat()] if period else None,
            "credits": [credit.as_dict() for credit in self.credits],
            "credit_minor": self.credit_minor,
            "charge": self.charge.as_dict() if self.charge else None,
            "next_charge": self.next_charge.as_dict() if self.next_charge else None,
            "replaces": self.replaces,
            "first_term_until": first.isoformat() if first else None,
            "no_first_term": self.no_first_term,
        }


def decide_change(
    facts: SubscriptionFacts,
    current: PriceFacts,
    target: ChangeTarget,
    *,
    when: When,
    policy: ChangePolicy,
    billed: Sequence[BilledLine],
    at: datetime,
    scheduled: ScheduledFacts | None = None,
    devices_in_use: int = 0,
    pauses: Iterable[Stretch] = (),
) -> Change | Refusal:
    """What a change would do; the same function serves the preview and the deed.

    `now`, with the same term: the period stays, the unused rest of the `billed` lines is credited
    and the rest of the period charged at the target's price. With another term a new period begins
    at `at`, charged in full. Both sides are cut at the same day, so going there and back costs the
    time used at each price: each stretch within one minor unit of its exact share, nothing at all
    within one day (or instant, by the second). Counted in days, a pause that was no whole number
    of days may shift that by the price of one. `at_renewal` moves no money: the paid term is kept,
    and the next one is charged at the target's price. A trial moves no money either way.

    `billed` are the lines that cover the running period, `pauses` those that are over. `scheduled`
    is the change of plan that was agreed before: it is replaced, and the decision says so.
    Within a contract's first term, and before renewal unless the policy lets it, nothing is given
    up. A change begins no first term, and moves the end of none.
    """
    kind = classify(current, facts.quantity, target.price, target.quantity)
    ends_at = period_end(facts)
    effective_at = at if when == "now" else ends_at
    refused = (
        cannot_change(facts, kind, when=when, at=at)
        or cannot_have(kind, current, target, devices_in_use=devices_in_use)
        or nothing_new(kind, target, when=when, scheduled=scheduled, zone=facts.zone)
        or too_early(facts, kind, effective_at, when=when, policy=policy)
    )
    if refused is not None:
        return refused
    money = _Money()
    if when == "now" and facts.service != "trialing":
        pauses = tuple(pauses)
        if _unseen(facts, current, billed, pauses, at):
            return Refusal("billed_unknown")
        money = _money_now(
            facts, current, target, policy=policy, billed=billed, pauses=pauses, at=at
        )
    ends_at = money.new_period.end if money.new_period else ends_at
    first = facts.first_term_end
    stays = first is not None and effective_at < first
    next_minor = target.minor(1 if when == "now" and facts.service != "trialing" else 0)
    return Change(
        kind=kind.kind,
        tier=kind.tier,
        when=when,
        effective_at=effective_at,
        effective_on=local_date(effective_at, facts.zone),
        price_id=target.price.price_id,
        quantity=target.quantity,
        covered_before=kind.covered_before,
        covered_after=kind.covered_after,
        currency=target.price.currency,
        new_period=money.new_period,
        credits=money.credits,
        charge=money.charge,
        next_charge=_next(facts, ends_at, next_minor),
        replaces=scheduled.change_id if scheduled else None,
        first_term_until=last_day(first, facts.zone) if first and stays else None,
        no_first_term=not stays and bool(target.price.first_term),
    )


def decide_undo_change(
    facts: SubscriptionFacts, *, scheduled: ScheduledFacts | None, at: datetime
) -> Refusal | None:
    """Why a scheduled change or pause cannot be taken back, or None where it can.

    What took effect is not taken back but changed back, or ended by resuming.
    """
    if facts.renewal == "ended" or facts.service == "terminated":
        return Refusal("already_ended")
    if scheduled is None:
        return Refusal("nothing_scheduled")
    return Refusal("change_in_force") if scheduled.effective_at <= at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Money:
    credits: tuple[LineCredit, ...] = ()
    charge: ChangeCharge | None = None
    new_period: Stretch | None = None


def _money_now(
    facts: SubscriptionFacts,
    current: PriceFacts,
    target: ChangeTarget,
    *,
    policy: ChangePolicy,
    billed: Sequence[BilledLine],
    pauses: Sequence[Stretch],
    at: datetime,
) -> _Money:
    """Both sides of a change at once: the same moment ends the old service and begins the new."""
    unit, zone = policy.proration, facts.zone
    found = [unused_credit(line, at, unit=unit, zone=zone, pauses=pauses) for line in billed]
    term, amount, end = Term.parse(target.price.term), target.minor(0), facts.current_period_end
    period = None
    if term != Term.parse(current.term):
        end = period_start(at, term, 1, zone)
        period = Stretch(at, end)
    else:
        start = facts.current_period_start
        paused = [pause.length for pause in paused_within(start, end, pauses)]
        whole = end.astimezone(UTC) - sum(paused, timedelta())
        amount -= used_minor(amount, start, whole, at, unit=unit, zone=zone, pauses=pauses)
    charge = ChangeCharge(
        amount_minor=amount, quantity=target.quantity, service_start=at, service_end=end
    )
    return _Money(
        credits=tuple(credit for credit in found if credit.credit_minor),
        charge=charge if amount else None,
        new_period=period,
    )


def _unseen(
    facts: SubscriptionFacts,
    current: PriceFacts,
    billed: Iterable[BilledLine],
    pauses: Sequence[Stretch],
    at: datetime,
) -> bool:
    """Whether the running time costs something and no billed line covers it.

    It may have been billed in books that were not taken over: it would be paid for twice.
    """
    if not current.amount_minor or at < facts.current_period_start:
        return False
    services = ((line.service_start, line.service_end) for line in billed)
    return not any(
        start <= at < moved(end, paused_within(start, end, pauses)) for start, end in services
    )


def _next(facts: SubscriptionFacts, at: datetime, minor: int) -> NextCharge | None:
    if facts.renewal != "auto_renewing":
        return None
    return NextCharge(at, local_date(at, facts.zone), minor, facts.currency)
