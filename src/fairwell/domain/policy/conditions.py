"""Conditions of rules as data: named facts compared with values; unknown facts stay unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fairwell.domain.policy import facts as kind
from fairwell.domain.policy.expressions import DateSum, MissingFactsError, parse_date
from fairwell.domain.policy.facts import Facts
from fairwell.domain.policy.tables import Table, did_you_mean
from fairwell.domain.term import Term, TermError

_EQUAL: Final = ("is", "is_not")
_SIZE: Final = ("at_least", "at_most", "more_than", "less_than")
_OPERATORS: Final[Mapping[str, tuple[str, ...]]] = {
    kind.FLAG: _EQUAL,
    kind.TEXT: (*_EQUAL, "in", "not_in"),
    kind.NUMBER: (*_EQUAL, *_SIZE),
    kind.MINOR: (*_EQUAL, *_SIZE),
    kind.TERM: (*_EQUAL, *_SIZE),
    kind.DATE: (*_EQUAL, "before", "on_or_before", "after", "on_or_after"),
    kind.WORDS: (*_EQUAL, "includes", "excludes", "only"),
    kind.INSTANT: (),
}
type Operand = str | int | bool | Term | DateSum | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither true nor false until these facts are known."""

    names: frozenset[str]


type Truth = bool | Unknown


@dataclass(frozen=True, slots=True)
class Predicate:
    """One fact compared with one operand."""

    fact: str
    operator: str
    operand: Operand
    written: str

    def judge(self, facts: Facts) -> Truth:
        """True, false, or unknown where the fact (or one its operand needs) is missing."""
        value = facts.get(self.fact)
        if self.operator == "present":
            return (value is not None) is self.operand
        if value is None:
            return Unknown(frozenset([self.fact]))
        try:
            operand = self.operand.on(facts) if isinstance(self.operand, DateSum) else self.operand
        except MissingFactsError as missing:
            return Unknown(frozenset(missing.names))
        if isinstance(value, Term) and isinstance(operand, Term):
            truth = _compare_terms(self.operator, value, operand)
            return Unknown(frozenset([self.fact])) if truth is None else truth
        return _compare(self.operator, value, operand)


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every part is; false as soon as one is false, whatever else is unknown."""

    parts: tuple["Condition", ...] = ()

    @property
    def written(self) -> str:
        """The conditions as a sentence for whoever must mend a breach."""
        return " and ".join(part.written for part in self.parts)

    def judge(self, facts: Facts) -> Truth:
        """The three-valued conjunction (Kleene)."""
        return _join([part.judge(facts) for part in self.parts], decisive=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True as soon as one part is; unknown while none is and one might be."""

    parts: tuple["Condition", ...]

    @property
    def written(self) -> str:
        """The conditions as a sentence for whoever must mend a breach."""
        return " or ".join(part.written for part in self.parts)

    def judge(self, facts: Facts) -> Truth:
        """The three-valued disjunction (Kleene)."""
        return _join([part.judge(facts) for part in self.parts], decisive=True)


type Condition = Predicate | AllOf | AnyOf


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is true; MissingFactsError while that is unknown."""
    truth = condition.judge(facts)
    if isinstance(truth, Unknown):
        raise MissingFactsError(*sorted(truth.names))
    return truth


def read_conditions(table: Table, key: str, kinds: Mapping[str, str]) -> AllOf:
    """The list of conditions under a key, all of which must hold; true where it is not written."""
    return AllOf(tuple(_read(inner, kinds) for inner in table.tables(key)))


def _read(table: Table, kinds: Mapping[str, str]) -> Condition:
    condition: Condition
    if table.has("any"):
        condition = AnyOf(read_conditions(table, "any", kinds).parts)
    elif table.has("all"):
        condition = read_conditions(table, "all", kinds)
    else:
        condition = _read_predicate(table, kinds)
    table.finish()
    return condition


def _read_predicate(table: Table, kinds: Mapping[str, str]) -> Condition:
    name = table.text("fact")
    if name and name not in kinds:
        table.problem("fact", f'"{name}" is not a known fact.{did_you_mean(name, kinds)}')
    if name not in kinds:
        table.keys()
        return AllOf()
    allowed = (*_OPERATORS[kinds[name]], "present")
    found = [operator for operator in allowed if table.has(operator)]
    if len(found) != 1:
        table.keys()
        table.problem(name, f"needs exactly one comparison, one of {', '.join(allowed)}.")
        return AllOf()
    operator, raw = found[0], table.raw(found[0])
    try:
        operand = _operand(kinds[name], operator, raw, kinds)
    except ValueError as refused:
        table.problem(operator, str(refused))
        return AllOf()
    return Predicate(name, operator, operand, f"{name} {operator} {raw}")


def _operand(fact_kind: str, operator: str, raw: Any, kinds: Mapping[str, str]) -> Operand:
    if fact_kind == kind.FLAG or operator == "present":
        return _typed(raw, bool, "true or false")
    if fact_kind == kind.TERM:
        try:
            return Term.parse(_typed(raw, str, "an ISO 8601 period in quotes"))
        except TermError as refused:
            raise ValueError(str(refused)) from None
    if fact_kind == kind.DATE:
        return DateSum(raw) if type(raw) is date else parse_date(_typed(raw, str, "a date"), kinds)
    if fact_kind in {kind.NUMBER, kind.MINOR}:
        if isinstance(raw, bool):
            raise ValueError("must be a whole number.")
        return _typed(raw, int, "a whole number")
    if fact_kind == kind.WORDS or operator in {"in", "not_in"}:
        words = _typed(raw, list, "a list of texts")
        return tuple(_typed(word, str, "a list of texts") for word in words)
    return _typed(raw, str, "a text in quotes")


def _typed[T](raw: Any, wanted: type[T], text: str) -> T:
    if not isinstance(raw, wanted):
        raise ValueError(f"must be {text}, not {raw!r}.")  # noqa: TRY004  (a pack's data, not code)
    return raw


def _join(truths: list[Truth], *, decisive: bool) -> Truth:
    if any(truth is decisive for truth in truths):
        return decisive
    unknown = [truth.names for truth in truths if isinstance(truth, Unknown)]
    return Unknown(frozenset[str]().union(*unknown)) if unknown else not decisive


def _compare(operator: str, value: Any, operand: Any) -> bool:
    results: Mapping[str, Any] = {
        "is": lambda: value == operand,
        "is_not": lambda: value != operand,
        "in": lambda: value in operand,
        "not_in": lambda: value not in operand,
        "includes": lambda: set(operand) <= set(value),
        "excludes": lambda: not set(operand) & set(value),
        "only": lambda: set(value) <= set(operand),
        "at_least": lambda: value >= operand,
        "on_or_after": lambda: value >= operand,
        "at_most": lambda: value <= operand,
        "on_or_before": lambda: value <= operand,
        "more_than": lambda: value > operand,
        "after": lambda: value > operand,
        "less_than": lambda: value < operand,
        "before": lambda: value < operand,
    }
    return bool(results[operator]())


def _compare_terms(operator: str, value: Term, operand: Term) -> bool | None:
    """None where months and days cannot be told apart: is 30 days at least a month?"""
    if (value.months > 0) == (operand.months > 0):
        return _compare(operator, value.months or value.days, operand.months or operand.days)
    if operator in _EQUAL:
        return operator == "is_not"
    (low, high), (least, most) = value.day_range(), operand.day_range()
    answers = {_compare(operator, mine, theirs) for mine in (low, high) for theirs in (least, most)}
    return answers.pop() if len(answers) == 1 else None
