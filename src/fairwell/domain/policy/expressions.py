"""Dates written as sums: "renews_on - P45D", "notice_on + P1M", "voicemail_on + 1 business day"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairwell.domain.business_days import (
    BusinessCalendar,
    UnknownCalendarError,
    add_business_days,
)
from fairwell.domain.policy.facts import DATE, INSTANT, TERM, Facts
from fairwell.domain.policy.tables import Table, did_you_mean
from fairwell.domain.term import Term, TermError

_STEP = re.compile(r"\s*([+-])\s+(?:([0-9]+)\s+business\s+days?|PT([0-9]+)H|([^\s+-]+))")
_FACT = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z][a-z0-9_]*)")


class MissingFactsError(Exception):
    """A rule needs facts that were not given (or, for a calendar, that name no known country)."""

    def __init__(self, *names: str) -> None:
        self.names = names
        super().__init__(f"Missing: {', '.join(names)}.")


@dataclass(frozen=True, slots=True)
class Shift:
    """One step of a sum: a term, a fact holding a term, or a number of business days."""

    sign: int
    length: Term | str | int

    def apply(self, day: date, facts: Facts) -> date:
        """The day moved by this step."""
        if isinstance(self.length, int):
            return add_business_days(day, self.sign * self.length, calendar_of(facts))
        term = self.length if isinstance(self.length, Term) else term_fact(self.length, facts)
        return term.after(day, self.sign)


@dataclass(frozen=True, slots=True)
class DateSum:
    """A date fact (or a fixed date) and the steps from it, taken left to right."""

    base: str | date
    shifts: tuple[Shift, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """Names of the date facts that must be known."""
        return frozenset() if isinstance(self.base, date) else frozenset([self.base])

    def on(self, facts: Facts) -> date:
        """The date; MissingFactsError if a fact is missing."""
        day = self.base if isinstance(self.base, date) else date_fact(self.base, facts)
        for shift in self.shifts:
            day = shift.apply(day, facts)
        return day


@dataclass(frozen=True, slots=True)
class Extreme:
    """The earliest (min) or the latest (max) of several dates, all of which must be known."""

    latest: bool
    options: tuple[DateSum, ...]

    @property
    def facts(self) -> frozenset[str]:
        """Names of the date facts that must be known."""
        return frozenset[str]().union(*(option.facts for option in self.options))

    def on(self, facts: Facts) -> date:
        """The date; MissingFactsError if a fact is missing."""
        days = [option.on(facts) for option in self.options]
        return max(days) if self.latest else min(days)


@dataclass(frozen=True, slots=True)
class InstantSum:
    """An instant fact moved by whole hours."""

    base: str
    hours: int

    @property
    def facts(self) -> frozenset[str]:
        """Name of the instant fact that must be known."""
        return frozenset([self.base])

    def at(self, facts: Facts) -> datetime:
        """The instant; MissingFactsError if the fact is missing."""
        value = facts.get(self.base)
        if not isinstance(value, datetime):
            raise MissingFactsError(self.base)
        return value + timedelta(hours=self.hours)


type DateExpression = DateSum | Extreme


def date_fact(name: str, facts: Facts) -> date:
    """The date fact of that name; MissingFactsError without it."""
    value = facts.get(name)
    if not isinstance(value, date):
        raise MissingFactsError(name)
    return value


def term_fact(name: str, facts: Facts) -> Term:
    """The term fact of that name; MissingFactsError without it."""
    value = facts.get(name)
    if not isinstance(value, Term):
        raise MissingFactsError(name)
    return value


def calendar_of(facts: Facts) -> BusinessCalendar:
    """Working days where the subscriber lives; MissingFactsError without a known country."""
    country, subdivision = facts.get("country"), facts.get("subdivision", "")
    if not isinstance(country, str) or not isinstance(subdivision, str):
        raise MissingFactsError("country")
    try:
        return BusinessCalendar(country, subdivision)
    except UnknownCalendarError:
        raise MissingFactsError("country") from None


def read_date(table: Table, key: str, kinds: Mapping[str, str]) -> DateExpression:
    """The date expression under a key: a sum in quotes, or {earliest = [...]}, {latest = [...]}."""
    value = table.raw(key)
    if isinstance(value, dict):
        inner = table.table(key)
        name = "latest" if inner.has("latest") else "earliest"
        options = inner.words(name)
        if len(options) < 2:
            inner.problem(name, "needs at least two dates to choose from.")
        inner.finish()
        sums = tuple(_parse_date(option, inner, name, kinds) for option in options)
        return Extreme(latest=name == "latest", options=sums)
    return _parse_date(table.text(key), table, key, kinds)


def read_moment(table: Table, key: str, kinds: Mapping[str, str]) -> DateExpression | InstantSum:
    """A date expression, or an instant fact moved by hours: "debit_at - PT24H"."""
    value = table.raw(key)
    found = _FACT.match(value) if isinstance(value, str) else None
    if found is None or kinds.get(found[1]) != INSTANT:
        return read_date(table, key, kinds)
    hours, position, text = 0, found.end(), str(value)
    while step := _STEP.match(text, position):
        if step[3] is None:
            break
        hours += int(f"{step[1]}{step[3]}")
        position = step.end()
    if text[position:].strip():
        table.problem(key, f'"{text}": an instant is moved by hours only, such as + PT24H.')
    return InstantSum(found[1], hours)


def parse_date(text: str, kinds: Mapping[str, str]) -> DateSum:
    """Read a sum; ValueError with the reason when it cannot be read."""
    start = _FACT.match(text)
    if start is None:
        raise ValueError(
            f'"{text}" does not start with a fact or a date, as in "charged_on + P60D".'
        )
    base: str | date = start[1]
    if start[1][0].isdigit():
        base = date.fromisoformat(start[1])
    else:
        _require_kind(start[1], DATE, kinds)
    shifts: list[Shift] = []
    position = start.end()
    while step := _STEP.match(text, position):
        position = step.end()
        shifts.append(_shift(step, kinds))
    if rest := text[position:].strip():
        raise ValueError(
            f'"{rest}" is not a step; write + or -, a space, and a length such as P1M.'
        )
    return DateSum(base, tuple(shifts))


def _shift(step: re.Match[str], kinds: Mapping[str, str]) -> Shift:
    sign = 1 if step[1] == "+" else -1
    if step[2]:
        return Shift(sign, int(step[2]))
    if step[3]:
        raise ValueError(f'"PT{step[3]}H" moves an instant; a date is moved by days or months.')
    length = step[4]
    if not length.startswith("P"):
        _require_kind(length, TERM, kinds)
        return Shift(sign, length)
    try:
        return Shift(sign, Term.parse(length))
    except TermError as refused:
        raise ValueError(str(refused)) from None


def _require_kind(name: str, kind: str, kinds: Mapping[str, str]) -> None:
    if name not in kinds:
        raise ValueError(f'"{name}" is not a known fact.{did_you_mean(name, kinds)}')
    if kinds[name] != kind:
        raise ValueError(f'"{name}" holds a {kinds[name]}; a {kind} is needed here.')


def _parse_date(text: str, table: Table, key: str, kinds: Mapping[str, str]) -> DateSum:
    try:
        return parse_date(text, kinds)
    except ValueError as refused:
        if text:
            table.problem(key, str(refused))
        return DateSum(date.min)
