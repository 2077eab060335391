"""How much money goes back, payment by payment, and which rule decided each line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from fairwell.domain.named_facts import policy_facts
from fairwell.domain.paused_time import served_until
from fairwell.domain.policy import Finding, Pack, Verb, Verdict, evaluate, most_favourable
from fairwell.domain.policy.findings import Base
from fairwell.domain.refunds import Refundable, allocate
from fairwell.domain.subscription import ChargeFacts, SubscriptionFacts
from fairwell.domain.term import local_date


@dataclass(frozen=True, slots=True)
class RefundLine:
    """One payment's part: what was paid, what goes back (minor units), the finding behind it."""

    payment_id: int
    order_number: str
    charged_on: date
    captured_minor: int
    refunded_before_minor: int
    refund_minor: int
    finding: Finding | None

    def as_dict(self) -> dict[str, Any]:
        """The line as it is stored and digested."""
        finding = self.finding
        return {
            "payment": self.payment_id,
            "order": self.order_number,
            "charged_on": self.charged_on.isoformat(),
            "captured_minor": self.captured_minor,
            "refunded_before_minor": self.refunded_before_minor,
            "refund_minor": self.refund_minor,
            "rule": None
            if finding is None
            else {
                "pack": finding.pack_id,
                "version": finding.pack_version,
                "rule": finding.rule_id,
                "verdict": finding.verdict.value,
                "last_day": _iso(finding.last_day),
                "kept_minor": finding.kept_minor,
            },
        }


@dataclass(frozen=True, slots=True)
class RefundDecision:
    """All lines of one ending or request; the total is their sum."""

    currency: str
    lines: tuple[RefundLine, ...]
    pay_from: date | None = None
    pay_by: date | None = None
    business_days: tuple[int, int] | None = None
    ends_service: bool = False
    needs_human: str | None = None

    @property
    def by_order(self) -> dict[str, int]:
        """What goes back of each order, in minor units; those that give nothing are left out."""
        amounts: dict[str, int] = {}
        for line in self.lines:
            if line.refund_minor:
                amounts[line.order_number] = amounts.get(line.order_number, 0) + line.refund_minor
        return amounts

    @property
    def total_minor(self) -> int:
        """The sum of the lines, in minor units."""
        return sum(line.refund_minor for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """The decision as it is stored and digested."""
        return {
            "currency": self.currency,
            "total_minor": self.total_minor,
            "pay_from": _iso(self.pay_from),
            "pay_by": _iso(self.pay_by),
            "business_days": list(self.business_days) if self.business_days else None,
            "lines": [line.as_dict() for line in self.lines],
        }


def no_refund(facts: SubscriptionFacts) -> RefundDecision:
    """A decision that gives nothing back, for endings that keep what was paid for."""
    return RefundDecision(currency=facts.currency, lines=())


def decide_refund(
    facts: SubscriptionFacts,
    packs: Sequence[Pack],
    *,
    at: datetime,
    verbs: frozenset[Verb] = frozenset({Verb.REFUND, Verb.WITHDRAW}),
    order_number: str | None = None,
    lawful: bool = False,
) -> RefundDecision:
    """What is given back when the service ends at `at`, or for one order alone.

    Rules about single charges and rules about the whole contract are alternatives: the subscriber
    gets the larger sum. A contract's sum comes out of its payments latest first. What was refunded
    before counts towards what a rule gives, so no line exceeds what its payment still holds. Of
    equal sums `lawful` names the law's rule, which grants the withdrawal that was asked for.
    """
    charges = [c for c in facts.charges if order_number in (None, c.order_number)]
    by_charge = [(charge, _found(facts, packs, charge, at, verbs)) for charge in charges]
    single = [_charge_line(charge, found, facts) for charge, found in by_charge]
    contract = None
    if order_number is None and charges:
        contract = _contract_lines(charges, _found(facts, packs, None, at, verbs), facts)
    lines = tuple(single)
    if contract:
        by_contract, by_lines = (sum(li.refund_minor for li in ls) for ls in (contract, lines))
        if by_contract > by_lines or (lawful and by_contract == by_lines):
            lines = contract
    current = [c.payment_id for c in charges if _runs(c, facts, at)]
    lines = tuple(li for li in lines if li.refund_minor or order_number or li.payment_id in current)
    granting = [li.finding for li in lines if li.refund_minor and li.finding]
    return RefundDecision(
        currency=facts.currency,
        lines=lines,
        pay_from=max((f.pay_from for f in granting if f.pay_from), default=None),
        pay_by=max((f.pay_by for f in granting if f.pay_by), default=None),
        business_days=next((f.pay_business_days for f in granting if f.pay_business_days), None),
        ends_service=any(f.ends_service for f in granting),
        needs_human=_human_rule(by_charge),
    )


def _runs(charge: ChargeFacts, facts: SubscriptionFacts, at: datetime) -> bool:
    """Whether the time that it paid for is not over; a pause has moved its end."""
    return served_until(facts, charge.period_start, charge.period_end, at=at) > at


def _found(
    facts: SubscriptionFacts,
    packs: Sequence[Pack],
    charge: ChargeFacts | None,
    at: datetime,
    verbs: frozenset[Verb],
) -> tuple[Finding, ...]:
    today = local_date(at, facts.zone)
    findings = evaluate(packs, policy_facts(facts, charge, at), today)
    return tuple(f for f in findings if f.verb in verbs and f.verdict != Verdict.NOT_APPLICABLE)


def _charge_line(
    charge: ChargeFacts, found: Iterable[Finding], facts: SubscriptionFacts
) -> RefundLine:
    """The best that a rule about single charges gives, or the rule that gives nothing."""
    single = [f for f in found if f.base in (Base.CHARGE, None)]
    best = most_favourable(single)
    granted = best is not None and not charge.disputed
    amount = max(0, best.refund_minor - _refunded_before(charge)) if best and granted else 0
    if best is not None:
        best = _worth(best, amount)
    spoke = best or next((f for f in single if f.verdict == Verdict.FAIL), None)
    return _line(charge, amount, spoke or next(iter(single), None), facts)


def _contract_lines(
    charges: list[ChargeFacts], found: Iterable[Finding], facts: SubscriptionFacts
) -> tuple[RefundLine, ...] | None:
    """What a rule about the whole contract gives, spread over its payments latest first."""
    best = most_favourable(f for f in found if f.base == Base.CONTRACT)
    if best is None:
        return None
    held = [
        Refundable(
            payment_id=str(c.payment_id),
            charged_at=c.charged_at,
            refundable_minor=c.refundable_minor,
            currency=c.currency,
        )
        for c in charges
        if not c.disputed
    ]
    amount = max(0, best.refund_minor - sum(map(_refunded_before, charges)))
    amount = min(amount, sum(h.refundable_minor for h in held))
    best = _worth(best, amount)
    parts = {a.payment_id: a.amount_minor for a in allocate(amount, held)}
    return tuple(_line(c, parts.get(str(c.payment_id), 0), best, facts) for c in charges)


def _line(
    charge: ChargeFacts, amount: int, finding: Finding | None, facts: SubscriptionFacts
) -> RefundLine:
    return RefundLine(
        payment_id=charge.payment_id,
        order_number=charge.order_number,
        charged_on=local_date(charge.charged_at, facts.zone),
        captured_minor=charge.captured_minor,
        refunded_before_minor=_refunded_before(charge),
        refund_minor=amount,
        finding=finding,
    )


def _worth(finding: Finding, amount: int) -> Finding:
    """The finding with the sum that is really given, so that its words name that sum too."""
    params = {**finding.params, "refund": amount} if "refund" in finding.params else finding.params
    return replace(finding, refund_minor=amount, params=params)


def _refunded_before(charge: ChargeFacts) -> int:
    """What was refunded of the charge, or is reserved for a refund, already."""
    return charge.captured_minor - charge.refundable_minor


def _human_rule(by_charge: Iterable[tuple[ChargeFacts, tuple[Finding, ...]]]) -> str | None:
    """The first rule, as pack/rule, that cannot decide without a person, or cannot pay without."""
    for charge, found in by_charge:
        for finding in found:
            held_up = charge.disputed and charge.refundable_minor and finding.refund_minor
            if finding.verdict == Verdict.NEEDS_HUMAN or held_up:
                return f"{finding.pack_id}/{finding.rule_id}"
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
