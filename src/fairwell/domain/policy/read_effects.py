"""Reads the one effect that each rule has, from the table named after it."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from fairwell.domain.policy import facts as kind
from fairwell.domain.policy.conditions import AllOf, read_conditions
from fairwell.domain.policy.effects import (
    DeadlineEffect,
    Effect,
    EndCase,
    EndDateEffect,
    FeeEffect,
    LastDay,
    NoticeEffect,
    Part,
    Payout,
    RefundEffect,
    RequireEffect,
    Roll,
)
from fairwell.domain.policy.expressions import (
    DateSum,
    InstantSum,
    parse_date,
    read_date,
    read_moment,
)
from fairwell.domain.policy.findings import Base
from fairwell.domain.policy.tables import Table, did_you_mean
from fairwell.domain.term import Term, TermError

CONFIDENCES: Final = ("P", "S", "R", "M")
_SHARES: Final = ("all", "none", "unused_days", "percent")
type Kinds = Mapping[str, str]


def read_effect(rule: Table, kinds: Kinds) -> Effect | None:
    """The effect of a rule; None, with a problem noted, unless it has exactly one."""
    found = [name for name in EFFECTS if rule.has(name)]
    if len(found) != 1:
        rule.problem("effect", f"a rule has exactly one of {', '.join(EFFECTS)}.")
        return None
    table = rule.table(found[0])
    effect = EFFECTS[found[0]](table, kinds)
    table.finish()
    return effect


def _refund(table: Table, kinds: Kinds) -> Effect:
    roll = table.table("roll") if table.has("roll") else None
    pay = table.table("pay") if table.has("pay") else None
    parts = tuple(_part(inner, kinds) for inner in table.tables("parts"))
    _require_default(table, "parts", [part.when for part in parts])
    effect = RefundEffect(
        asked=_fact(table, "asked", kind.DATE, kinds),
        opens=read_date(table, "opens", kinds),
        last_days=_last_days(table, kinds),
        roll=_roll(roll) if roll else None,
        base=Base(table.choice("base", [base.value for base in Base])),
        parts=parts or (Part(when=AllOf(), share="all"),),
        ends_service=table.flag("ends_service"),
        pay=_payout(pay, kinds) if pay else None,
    )
    if effect.roll and not effect.last_days:
        table.problem("roll", "needs a last_day to roll.")
    if effect.last_days and isinstance(table.raw("last_day"), list):
        _require_default(table, "last_day", [last.when for last in effect.last_days])
    return effect


def _last_days(table: Table, kinds: Kinds) -> tuple[LastDay, ...]:
    if not table.has("last_day"):
        return ()
    if not isinstance(table.raw("last_day"), list):
        return (LastDay(when=AllOf(), day=read_date(table, "last_day", kinds)),)
    days = []
    for inner in table.tables("last_day"):
        when = read_conditions(inner, "when", kinds)
        days.append(LastDay(when=when, day=read_date(inner, "day", kinds)))
        inner.finish()
    return tuple(days)


def _roll(table: Table) -> Roll:
    table.choice("to", ["next_working_day"])
    roll = Roll(confidence=cast(Any, table.choice("confidence", CONFIDENCES)))
    table.finish()
    return roll


def _part(table: Table, kinds: Kinds) -> Part:
    share = table.choice("share", _SHARES)
    part = Part(
        when=read_conditions(table, "when", kinds),
        share=cast(Any, share),
        percent=table.whole("percent", 1, 99) if share == "percent" else 100,
        used=_span(table, "used", kinds) if share == "unused_days" else None,
        whole=_span(table, "whole", kinds) if share == "unused_days" else None,
        text=table.text("text", "granted"),
    )
    table.finish()
    return part


def _span(table: Table, key: str, kinds: Kinds) -> tuple[DateSum, DateSum] | None:
    ends = table.words(key)
    if not ends:
        return None
    try:
        start, end = (parse_date(text, kinds) for text in ends)
    except ValueError as refused:
        reason = str(refused) if len(ends) == 2 else "needs two dates, from and to."
        table.problem(key, reason)
        return None
    return start, end


def _payout(table: Table, kinds: Kinds) -> Payout:
    within: Term | None = None
    days: tuple[int, int] | None = None
    if table.has("within") == table.has("business_days"):
        table.problem("within", "give either within or business_days.")
    elif table.has("within"):
        try:
            within = Term.parse(table.text("within"))
        except TermError as refused:
            within = Term(days=1)
            table.problem("within", str(refused))
    else:
        days = _day_counts(table)
    payout = Payout(
        after=read_date(table, "after", kinds),
        within=within,
        business_days=days,
        same_means=table.flag("same_means"),
    )
    table.finish()
    return payout


def _day_counts(table: Table) -> tuple[int, int]:
    raw = table.raw("business_days")
    counts = raw if isinstance(raw, list) else []
    if len(counts) == 2 and all(type(count) is int for count in counts):
        fewest, most = counts
        if 0 <= fewest <= most <= 90:
            return fewest, most
    table.problem("business_days", "must be [fewest, most], such as [5, 7], at most 90.")
    return 0, 0


def _notice(table: Table, kinds: Kinds) -> Effect:
    return NoticeEffect(
        opens=read_date(table, "opens", kinds) if table.has("opens") else None,
        last_day=read_date(table, "last_day", kinds),
        sent=_fact(table, "sent", kind.DATE, kinds),
        contents=table.words("contents"),
        medium=table.text("medium", "any"),
    )


def _deadline(table: Table, kinds: Kinds) -> Effect:
    if table.has("by") == table.has("keep_until"):
        table.problem("by", "give either by or keep_until.")
    keep = table.has("keep_until")
    limit = read_moment(table, "keep_until" if keep else "by", kinds)
    needed = kind.INSTANT if isinstance(limit, InstantSum) else kind.DATE
    return DeadlineEffect(limit=limit, keep=keep, done=_fact(table, "done", needed, kinds))


def _end_date(table: Table, kinds: Kinds) -> Effect:
    cases = []
    for inner in table.tables("cases"):
        when, on = read_conditions(inner, "when", kinds), read_date(inner, "on", kinds)
        cases.append(EndCase(when=when, on=on, text=inner.text("text", "granted")))
        inner.finish()
    _require_default(table, "cases", [case.when for case in cases])
    notify_by = read_date(table, "notify_by", kinds) if table.has("notify_by") else None
    return EndDateEffect(cases=tuple(cases), notify_by=notify_by)


def _fee(table: Table, kinds: Kinds) -> Effect:
    return FeeEffect(
        percent=table.whole("percent", 1, 100),
        of=_fact(table, "of", kind.MINOR, kinds),
        ends_on=read_date(table, "ends_on", kinds) if table.has("ends_on") else None,
    )


def _require(table: Table, kinds: Kinds) -> Effect:
    must = read_conditions(table, "must", kinds)
    if not must.parts:
        table.problem("must", "is missing; list at least one condition.")
    return RequireEffect(must=must)


EFFECTS: Final[Mapping[str, Callable[[Table, Kinds], Effect]]] = {
    "refund": _refund,
    "notice": _notice,
    "deadline": _deadline,
    "end_date": _end_date,
    "fee": _fee,
    "require": _require,
}


def _fact(table: Table, key: str, wanted: str, kinds: Kinds) -> str:
    name = table.text(key)
    if name and name not in kinds:
        table.problem(key, f'"{name}" is not a known fact.{did_you_mean(name, kinds)}')
    elif name and kinds[name] != wanted:
        table.problem(key, f'"{name}" holds a {kinds[name]}; a {wanted} is needed here.')
    return name


def _require_default(table: Table, key: str, conditions: list[AllOf]) -> None:
    if not conditions or conditions[-1].parts or not all(when.parts for when in conditions[:-1]):
        table.problem(key, "every entry but the last needs a when, and the last has none.")
