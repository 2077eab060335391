"""A policy pack once read: rules with source, sureness, reach, condition, effect and words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from fairwell.domain.policy.conditions import Condition
from fairwell.domain.policy.effects import Effect
from fairwell.domain.policy.findings import Verb
from fairwell.domain.policy.vendor_terms import ChangePolicy, CollectingPolicy

type Language = str
type Texts = Mapping[Language, Mapping[str, str]]


class Kind(StrEnum):
    """Who made the rules; a vendor's pack can add to what the law gives and never reduce it."""

    VENDOR = "vendor"
    STATUTORY = "statutory"

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages in which every text of such a pack must exist."""
        return ("en", "de") if self is Kind.VENDOR else ("en", "de", "fr", "es")


class PackError(ValueError):
    """A pack that cannot be used; `problems` lists everything found, each with its place."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{name}: {problem}" for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a pack speaks: countries (EU is spelled out) and ISO 3166-2 parts; empty = anywhere."""

    countries: frozenset[str] = frozenset()
    subdivisions: frozenset[str] = frozenset()
    consumers_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a rule is law. Only `in_force` rules speak, from the first to before the end day.

    A `prospective` rule keeps silent even past its expected date until its pack says otherwise:
    an expected date is not a law.
    """

    status: Literal["in_force", "vacated", "prospective"]
    starts_on: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule binds on that day."""
        return (
            self.status == "in_force"
            and (self.starts_on is None or self.starts_on <= day)
            and (self.until is None or day < self.until)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `texts[language][key]` are templates; `labels[language][key]` words of buttons.

    `confidence`: P primary source seen, S law firm or press, R third-party notes, M unverified.
    """

    id: str
    verb: Verb
    source: str
    confidence: Literal["P", "S", "R", "M"]
    verified_on: date
    standing: Standing
    reach: Reach
    when: Condition
    effect: Effect
    texts: Texts
    labels: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A version of a pack. `canonical` is sorted-key JSON of its data: digest that text.

    Two files that differ in comments, layout or key order alone have the same `canonical`.
    `valid_until` is the last day on which the pack may be pinned to a purchase; what is pinned
    goes on being evaluated after it. `facts` are the kinds of facts that the pack itself declares.
    `changes` and `collecting` are None where a pack says nothing of them.
    """

    id: str
    version: int
    kind: Kind
    titles: Mapping[Language, str]
    valid_from: date
    valid_until: date | None
    facts: Mapping[str, str]
    rules: tuple[Rule, ...]
    canonical: str
    changes: ChangePolicy | None = None
    collecting: CollectingPolicy | None = None

    def can_be_pinned(self, on: date) -> bool:
        """Whether a purchase on that day may pin this pack."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def speaks(self, language: Language) -> bool:
        """Whether all its rules have words in that language."""
        return all(language in rule.texts for rule in self.rules)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if the pack has none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(f"Pack {self.id} has no rule {rule_id}.")


def change_policy(packs: Iterable[Pack]) -> ChangePolicy:
    """What the vendor's pack among `packs` says of changes, or the defaults of ChangePolicy."""
    said = (pack.changes for pack in packs if pack.kind is Kind.VENDOR)
    return next((policy for policy in said if policy is not None), ChangePolicy())


def collecting_policy(packs: Iterable[Pack]) -> CollectingPolicy:
    """What the vendor's pack says of collecting, or the defaults of CollectingPolicy."""
    said = (pack.collecting for pack in packs if pack.kind is Kind.VENDOR)
    return next((policy for policy in said if policy is not None), CollectingPolicy())
