"""Every kind of event that can be folded is written by some action, and the other way round."""

import pytest

from fairwell.domain import timeline
from tests.house import rules_events, tree
from tests.house.tree import Source

PATH = "src/fairwell/actions/steps/tell_it.py"
DECLARED = {
    *timeline.REMARKS, *timeline.CHANGES, *timeline.IMPLIED, *timeline.BEGINNINGS,
}  # fmt: skip


def written(text: str) -> set[str]:
    return set(rules_events.written_kinds([Source(PATH, text)]))


def test_each_kind_is_written_by_an_action_and_folded_by_a_rule() -> None:
    actions = [source for source in tree.python("src") if source.path.startswith(rules_events.ROOM)]
    tree.expect_none(rules_events.untold(DECLARED, rules_events.written_kinds(actions)))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('append_event(anna, "paused", at=at)', {"paused"}),
        ('append_event(anna, "a" if yes else "b", at=at)', {"a", "b"}),
        ('batch.tell(attempt, "charge_declined", **told)', {"charge_declined"}),
        ('rows.event(7, no, "period_renewed", {"a": 1})', {"period_renewed"}),
        ('SubscriptionEvent(subscription=anna, kind="subscription_ended")', {"subscription_ended"}),
        ('told = [(anna, "paused", {"a": 1}), ("resumed", {})]', {"paused", "resumed"}),
        ('TOLD = {"failed": ("letter", "refund_failed")}', {"refund_failed"}),
        ('def f():\n    return "refund_instructed", {"a": 1}', {"refund_instructed"}),
    ],
)
def test_a_kind_is_found_where_an_event_is_written(text: str, kinds: set[str]) -> None:
    assert written(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        'transfer("invoice_issued", amount, "EUR", at=at)',
        'amounts = (("invoice_issued", net), ("invoice_tax", tax))',
        'queue_notice("refund_declined", key="a", at=at)',
        'Case.objects.filter(kind="refund_review")',
        "append_event(anna, kind, at=at)",
    ],
)
def test_a_movement_a_letter_or_a_case_of_that_name_is_none(text: str) -> None:
    assert written(text) == set()


def test_what_nothing_writes_and_what_nothing_folds_is_caught() -> None:
    found = rules_events.written_kinds([Source(PATH, 'append_event(anna, "charmed", at=at)')])

    assert rules_events.untold({"paused"}, found) == [
        "paused: no action writes it",
        f"{PATH}:1: charmed: no rule folds it",
    ]
