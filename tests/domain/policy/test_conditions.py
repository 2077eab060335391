"""Conditions compare named facts, and say "unknown" rather than guess."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy import FACTS
from fairwell.domain.policy.conditions import AllOf, Unknown, read_conditions
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.policy.tables import Table
from fairwell.domain.term import Term

KINDS = {**FACTS, "fields": "words"}


def read(*conditions: dict[str, object]) -> AllOf:
    """Conditions as a pack would write them; no problem may be found."""
    problems: list[str] = []
    condition = read_conditions(Table({"when": list(conditions)}, "", problems), "when", KINDS)
    assert problems == []
    return condition


def judge(condition: dict[str, object], **facts: FactValue) -> bool | set[str]:
    """The truth of one condition, or the names of the facts that are missing."""
    truth = read(condition).judge(facts)
    return set(truth.names) if isinstance(truth, Unknown) else truth


@pytest.mark.parametrize(
    ("condition", "facts", "truth"),
    [
        ({"fact": "consumer", "is": True}, {"consumer": True}, True),
        ({"fact": "consumer", "is_not": True}, {"consumer": True}, False),
        ({"fact": "country", "in": ["DE", "AT"]}, {"country": "AT"}, True),
        ({"fact": "country", "not_in": ["DE", "AT"]}, {"country": "AT"}, False),
        ({"fact": "trial_days", "more_than": 31}, {"trial_days": 31}, False),
        ({"fact": "trial_days", "at_least": 31}, {"trial_days": 31}, True),
        ({"fact": "trial_days", "less_than": 31}, {"trial_days": 31}, False),
        ({"fact": "trial_days", "at_most": 31}, {"trial_days": 31}, True),
        ({"fact": "fields", "includes": ["name"]}, {"fields": ("name", "date")}, True),
        ({"fact": "fields", "excludes": ["name"]}, {"fields": ("name", "date")}, False),
        ({"fact": "fields", "only": ["name"]}, {"fields": ("name", "date")}, False),
        ({"fact": "fields", "is": ["name", "date"]}, {"fields": ("name", "date")}, True),
        ({"fact": "country", "present": True}, {}, False),
        ({"fact": "country", "present": False}, {}, True),
        ({"fact": "country", "is": "DE"}, {}, {"country"}),
    ],
)
def test_a_fact_is_compared_as_its_kind_is(
    condition: dict[str, object], facts: dict[str, FactValue], truth: bool | set[str]
) -> None:
    assert judge(condition, **facts) == truth


@pytest.mark.parametrize(
    ("operator", "truths"),
    [
        ("before", [True, False, False]),
        ("on_or_before", [True, True, False]),
        ("after", [False, False, True]),
        ("on_or_after", [False, True, True]),
        ("is", [False, True, False]),
    ],
)
def test_dates_are_compared_with_a_day_or_with_a_sum(operator: str, truths: list[bool]) -> None:
    for day, truth in zip((14, 15, 16), truths, strict=True):
        asked = date(2026, 12, day)
        fixed = {"fact": "cancelled_on", operator: date(2026, 12, 15)}
        assert judge(fixed, cancelled_on=asked) is truth
        moving = {"fact": "cancelled_on", operator: "starts_on + P14D"}
        assert judge(moving, cancelled_on=asked, starts_on=date(2026, 12, 1)) is truth
        assert judge(moving, cancelled_on=asked) == {"starts_on"}


@pytest.mark.parametrize(
    ("term", "operator", "than", "truth"),
    [
        ("P12M", "is", "P1Y", True),
        ("P1Y", "at_least", "P1Y", True),
        ("P6M", "at_least", "P1Y", False),
        ("P1M", "more_than", "P31D", False),
        ("P2M", "more_than", "P31D", True),
        ("P14D", "less_than", "P1M", True),
        ("P365D", "is", "P1Y", False),
        ("P30D", "at_least", "P1M", {"term"}),
        ("P365D", "less_than", "P1Y", {"term"}),
        ("P366D", "at_least", "P1Y", True),
    ],
)
def test_months_and_days_are_compared_only_where_the_answer_is_certain(
    term: str, operator: str, than: str, truth: bool | set[str]
) -> None:
    assert judge({"fact": "term", operator: than}, term=Term.parse(term)) == truth


TRUE = {"fact": "consumer", "is": True}
FALSE = {"fact": "consumer", "is": False}
UNKNOWN = {"fact": "country", "is": "DE"}
ORDER = {"false": 0, "unknown": 1, "true": 2}
leaves = st.sampled_from([(TRUE, "true"), (FALSE, "false"), (UNKNOWN, "unknown")])


def named(truth: object) -> str:
    """The truth as a word."""
    return "unknown" if isinstance(truth, Unknown) else str(truth).lower()


@given(st.lists(leaves, min_size=1, max_size=4))
def test_all_is_the_least_and_any_the_most_of_its_parts(parts: list[tuple[dict, str]]) -> None:
    conditions = [condition for condition, _ in parts]
    truths = [truth for _, truth in parts]
    facts: dict[str, FactValue] = {"consumer": True}
    least = read({"all": conditions}).judge(facts)
    most = read({"any": conditions}).judge(facts)
    assert named(least) == min(truths, key=ORDER.__getitem__)
    assert named(most) == max(truths, key=ORDER.__getitem__)
