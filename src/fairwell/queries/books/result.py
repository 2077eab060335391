"""What a check of the books answers: how many rows it examined, and which break the rule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

# A broken rule may break on every row; the first ones tell enough.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks a rule: which, and how."""

    row: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Result:
    """A check's answer; `count` is of all violations, `violations` the first of them."""

    examined: int
    count: int
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: its name, what must hold, and the question; `at` is the product's present."""

    name: str
    holds: str
    ask: Callable[[datetime], Result]


def result(examined: int, violations: Iterable[Violation]) -> Result:
    """Count all violations and keep the first ones."""
    found = iter(violations)
    first = tuple(islice(found, MOST_SHOWN))
    return Result(examined, len(first) + sum(1 for _ in found), first)
