"""Policies as data: packs of rules, what they say about one subscription, and why.

A caller reads packs (`parse_pack`), gathers `Facts`, asks `evaluate` for findings, and shows them
with `explain`. Rules differ only in data. What a rule can do is one of six effects (`effects.py`).
A new effect is four things: a frozen dataclass in `effects.py`, its reader in `read_effects.py`,
a case in `evaluate.py`, and a test that a pack using it gives the right finding.
"""

from fairwell.domain.policy.evaluate import evaluate
from fairwell.domain.policy.explain import Formats, explain
from fairwell.domain.policy.facts import FACTS, FactError, Facts, FactValue, derive
from fairwell.domain.policy.findings import Base, Finding, Reason, Verb, Verdict, most_favourable
from fairwell.domain.policy.further_words import with_further_words, with_shipped_words
from fairwell.domain.policy.notices import NoticeWindow, merge_windows, notice_windows
from fairwell.domain.policy.pack import (
    Kind,
    Pack,
    PackError,
    Rule,
    change_policy,
    collecting_policy,
)
from fairwell.domain.policy.read import parse_pack
from fairwell.domain.policy.vendor_terms import ChangePolicy, CollectingPolicy

__all__ = [
    "FACTS",
    "Base",
    "ChangePolicy",
    "CollectingPolicy",
    "FactError",
    "FactValue",
    "Facts",
    "Finding",
    "Formats",
    "Kind",
    "NoticeWindow",
    "Pack",
    "PackError",
    "Reason",
    "Rule",
    "Verb",
    "Verdict",
    "change_policy",
    "collecting_policy",
    "derive",
    "evaluate",
    "explain",
    "merge_windows",
    "most_favourable",
    "notice_windows",
    "parse_pack",
    "with_further_words",
    "with_shipped_words",
]
