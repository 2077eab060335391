"""The statutory right to withdraw from a contract, within the window that the law opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fairwell.domain.cancellation import Ending, immediate_ending
from fairwell.domain.named_facts import policy_facts
from fairwell.domain.policy import Finding, Pack, Verb, Verdict, evaluate
from fairwell.domain.refund_decision import decide_refund
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import local_date


@dataclass(frozen=True, slots=True)
class WithdrawalRight:
    """Whether the right is open, its last day (ISO), the pack and the rule that grant it."""

    open: bool
    last_day: str | None
    pack_id: str
    rule_id: str


def withdrawal_right(
    facts: SubscriptionFacts, packs: Sequence[Pack], *, at: datetime
) -> WithdrawalRight | None:
    """The right that this subscription has, open or over; None where no law grants one."""
    found = _finding(facts, packs, at)
    if found is None:
        return None
    return WithdrawalRight(
        open=found.verdict == Verdict.PASS,
        last_day=found.last_day.isoformat() if found.last_day else None,
        pack_id=found.pack_id,
        rule_id=found.rule_id,
    )


def decide_withdrawal(
    facts: SubscriptionFacts, packs: Sequence[Pack], *, at: datetime
) -> Ending | Refusal:
    """What withdrawing would do; the money is the most that any rule gives, not the law's alone.

    A cancellation that has not taken effect yet does not stand in the way: the right goes on.
    """
    if facts.renewal == "ended":
        return Refusal("already_ended")
    found = _finding(facts, packs, at)
    if found is None:
        return Refusal("withdrawal_none")
    rule = f"{found.pack_id}/{found.rule_id}"
    if found.verdict == Verdict.NEEDS_HUMAN:
        return Refusal("needs_human", {"rule": rule})
    if found.verdict != Verdict.PASS:
        last_day = found.last_day.isoformat() if found.last_day else None
        return Refusal("withdrawal_over", {"last_day": last_day, "rule": rule})
    return immediate_ending(facts, "withdraw", decide_refund(facts, packs, at=at, lawful=True), at)


def _finding(facts: SubscriptionFacts, packs: Sequence[Pack], at: datetime) -> Finding | None:
    """The rule that says most for the subscriber: granted, then unsure, then over."""
    found = evaluate(packs, policy_facts(facts, None, at), local_date(at, facts.zone))
    ranks = [Verdict.PASS, Verdict.NEEDS_HUMAN, Verdict.FAIL]
    rights = [f for f in found if f.verb == Verb.WITHDRAW and f.verdict in ranks]
    return min(rights, key=lambda f: ranks.index(f.verdict), default=None)
