"""Asks every rule of the packs about the facts; a missing fact goes to a person, never guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from fairwell.domain.policy.conditions import holds
from fairwell.domain.policy.decide_duties import (
    decide_deadline,
    decide_end_date,
    decide_notice,
    decide_require,
)
from fairwell.domain.policy.decide_money import decide_fee, decide_refund
from fairwell.domain.policy.effects import (
    DeadlineEffect,
    Effect,
    EndDateEffect,
    FeeEffect,
    NoticeEffect,
    RefundEffect,
    RequireEffect,
)
from fairwell.domain.policy.expressions import MissingFactsError
from fairwell.domain.policy.facts import FACTS, Facts, check, derive
from fairwell.domain.policy.findings import Finding, Reason, Verdict
from fairwell.domain.policy.pack import Pack, Reach, Rule


def evaluate(packs: Sequence[Pack], facts: Facts, on: date) -> tuple[Finding, ...]:
    """One finding per rule, in the order of packs and rules; `on` is the day of the question.

    Raises FactError for a fact of the wrong type. Names and kinds of facts: `facts.FACTS`.
    """
    return tuple(_findings(packs, facts, on))


def _findings(packs: Sequence[Pack], facts: Facts, on: date) -> Iterator[Finding]:
    for pack in packs:
        check(facts, {**FACTS, **pack.facts})
        known = derive(facts)
        for rule in pack.rules:
            yield _ask(pack, rule, known, on)


def _ask(pack: Pack, rule: Rule, facts: Facts, on: date) -> Finding:
    blank = Finding(
        pack_id=pack.id,
        pack_version=pack.version,
        rule_id=rule.id,
        verb=rule.verb,
        effect=rule.effect.name,
        verdict=Verdict.NOT_APPLICABLE,
        confidence=rule.confidence,
    )
    if on < pack.valid_from or not rule.standing.holds_on(on):
        return replace(blank, reason=Reason.NOT_IN_FORCE)
    try:
        if reason := _out_of_reach(rule.reach, facts):
            return replace(blank, reason=reason)
        if not holds(rule.when, facts):
            return replace(blank, reason=Reason.CONDITIONS)
        return _decide(rule.effect, blank, facts, on)
    except MissingFactsError as missing:
        return replace(blank, verdict=Verdict.NEEDS_HUMAN, missing=missing.names)


def _out_of_reach(reach: Reach, facts: Facts) -> Reason:
    """Why the rule does not reach this subscriber; Reason.NONE, which is false, if it does."""
    if reach.countries or reach.subdivisions:
        country = _text("country", facts)
        if country not in reach.countries:
            parts = {part for part in reach.subdivisions if part.startswith(f"{country}-")}
            if not parts or _text("subdivision", facts) not in parts:
                return Reason.ELSEWHERE
    if reach.consumers_only:
        consumer = facts.get("consumer")
        if consumer is None:
            raise MissingFactsError("consumer")
        if not consumer:
            return Reason.NOT_PROTECTED
    return Reason.NONE


def _text(name: str, facts: Facts) -> str:
    value = facts.get(name)
    if not isinstance(value, str) or not value:
        raise MissingFactsError(name)
    return value


def _decide(effect: Effect, blank: Finding, facts: Facts, on: date) -> Finding:
    match effect:
        case RefundEffect():
            return decide_refund(effect, blank, facts)
        case FeeEffect():
            return decide_fee(effect, blank, facts)
        case NoticeEffect():
            return decide_notice(effect, blank, facts, on)
        case DeadlineEffect():
            return decide_deadline(effect, blank, facts, on)
        case EndDateEffect():
            return decide_end_date(effect, blank, facts)
        case RequireEffect():
            return decide_require(effect, blank, facts)
