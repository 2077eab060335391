"""The words that the law puts on the two buttons of the right to withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from fairwell.domain.named_facts import policy_facts
from fairwell.domain.policy import Verb, Verdict, evaluate
from fairwell.domain.term import local_date
from fairwell.queries.account import Held


@dataclass(frozen=True, slots=True)
class WithdrawalLabels:
    """What leads to the withdrawal, and what confirms it."""

    open: str
    confirm: str


def withdrawal_labels(held: Held, *, at: datetime, language: str) -> WithdrawalLabels:
    """The labels of the pinned rule that reaches this customer; the one for fewest countries wins.

    In English where the rule lacks the language, and in our own words where no rule sets any.
    """
    rules = {(pack.id, rule.id): rule for pack in held.packs for rule in pack.rules if rule.labels}
    found = evaluate(
        held.packs, policy_facts(held.facts, None, at), local_date(at, held.facts.zone)
    )
    reaching = [
        rules[f.pack_id, f.rule_id]
        for f in found
        if f.verb == Verb.PROVIDE
        and f.verdict != Verdict.NOT_APPLICABLE
        and (f.pack_id, f.rule_id) in rules
    ]
    nearest = min(reaching, key=lambda rule: len(rule.reach.countries), default=None)
    labels: Mapping[str, str] = {}
    if nearest is not None:
        labels = nearest.labels.get(language) or nearest.labels.get("en", {})
    with translation.override(language):
        return WithdrawalLabels(
            open=labels.get("open") or _("Withdraw from this contract"),
            confirm=labels.get("confirm") or _("Confirm withdrawal"),
        )
