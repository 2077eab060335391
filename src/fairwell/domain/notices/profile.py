"""What packs ask to be told, worked out once for all subscriptions that they treat alike.

A million subscriptions differ in little that a notice depends on: country, term, and the day of
the renewal. The rules of one kind are asked about just the facts that they name, and the answer
is kept for every subscription with the same ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Final

from fairwell.domain.notices.kinds import COUNTED_FROM, NoticeKind
from fairwell.domain.policy import NoticeWindow, Pack, Rule, Verdict, evaluate, notice_windows
from fairwell.domain.policy.conditions import AllOf, AnyOf, Condition
from fairwell.domain.policy.effects import NoticeEffect
from fairwell.domain.policy.expressions import DateExpression, DateSum, Extreme
from fairwell.domain.policy.facts import Facts, FactValue

# Where someone lives decides whether a rule speaks, and which days are working days.
_PLACE: Final = frozenset({"country", "subdivision", "consumer"})
_PROFILES_KEPT: Final = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A rule that may ask for a notice: a person has to supply the `missing` facts first."""

    rule: tuple[str, str]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeProfile:
    """The merged windows in which packs want one kind of notice, and what they cannot tell yet."""

    windows: tuple[NoticeWindow, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """The rules of one kind, and the names of all facts that their answer depends on."""

    packs: tuple[Pack, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Packs as the key of a cache: their canonical text is what they say."""

    canonical: tuple[str, ...]
    packs: tuple[Pack, ...] = field(compare=False)


_NOTHING: Final = NoticeProfile()


def notice_profile(
    packs: Sequence[Pack], kind: NoticeKind, facts: Facts, *, on: date
) -> NoticeProfile:
    """What the packs ask for notices of this kind on the day `on`, none of them sent yet.

    `facts` by name as for `evaluate`; only those that the rules name matter, and equal ones get
    the kept answer.
    """
    shelf = _Shelf(tuple(pack.canonical for pack in packs), tuple(packs))
    asked = _sort_by_kind(shelf).get(kind)
    if asked is None:
        return _NOTHING
    return _ask(asked, tuple([facts.get(name) for name in asked.names]), on)


def unplanned(packs: Iterable[Pack]) -> tuple[tuple[str, str], ...]:
    """Pack and rule of notices counted from a date that brings about no kind of notice.

    Nothing is ever planned for them, so that whoever publishes packs should know.
    """
    return tuple(
        (pack.id, rule.id)
        for pack in packs
        for rule in pack.rules
        if isinstance(rule.effect, NoticeEffect) and _kind_of(rule.effect) is None
    )


@lru_cache(maxsize=_PROFILES_KEPT)
def _ask(asked: _Asked, values: tuple[FactValue | None, ...], on: date) -> NoticeProfile:
    named = zip(asked.names, values, strict=True)
    facts = {name: value for name, value in named if value is not None}
    findings = evaluate(asked.packs, facts, on)
    undecided = tuple(
        Undecided(rule=(finding.pack_id, finding.rule_id), missing=finding.missing)
        for finding in findings
        if finding.verdict is Verdict.NEEDS_HUMAN
    )
    return NoticeProfile(notice_windows(findings), undecided)


@lru_cache(maxsize=256)
def _sort_by_kind(shelf: _Shelf) -> Mapping[NoticeKind, _Asked]:
    sorted_packs: dict[NoticeKind, _Asked] = {}
    for kind in COUNTED_FROM:
        chosen = [(pack, _rules_of(pack, kind)) for pack in shelf.packs]
        packs = tuple(replace(pack, rules=rules) for pack, rules in chosen if rules)
        if packs:
            names = {name for pack in packs for rule in pack.rules for name in _names(rule)}
            sorted_packs[kind] = _Asked(packs, tuple(sorted(names)))
    return sorted_packs


def _rules_of(pack: Pack, kind: NoticeKind) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in pack.rules
        if isinstance(rule.effect, NoticeEffect) and _kind_of(rule.effect) is kind
    )


def _kind_of(effect: NoticeEffect) -> NoticeKind | None:
    counted_from = effect.last_day.facts
    fitting = (kind for kind, days in COUNTED_FROM.items() if counted_from and counted_from <= days)
    return next(fitting, None)


def _names(rule: Rule) -> Iterator[str]:
    assert isinstance(rule.effect, NoticeEffect)
    yield from _PLACE
    yield rule.effect.sent
    yield from _names_in_condition(rule.when)
    yield from _names_in_date(rule.effect.last_day)
    if rule.effect.opens is not None:
        yield from _names_in_date(rule.effect.opens)


def _names_in_condition(condition: Condition) -> Iterator[str]:
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from _names_in_condition(part)
        return
    yield condition.fact
    if isinstance(condition.operand, DateSum):
        yield from _names_in_date(condition.operand)


def _names_in_date(expression: DateExpression) -> Iterator[str]:
    for each in expression.options if isinstance(expression, Extreme) else (expression,):
        yield from each.facts
        yield from (shift.length for shift in each.shifts if isinstance(shift.length, str))
