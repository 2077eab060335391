"""Each action is one verb, called by keyword, and described for those who build on it."""

import pytest

from tests.house import rules_actions, rules_docs, tree
from tests.house.tree import Source

PATH = "src/fairwell/actions/subscriptions/pause_subscription.py"
GOOD = '''
def pause_subscription(*, days: int, actor: str, channel: str, idempotency_key: str, at: datetime):
    """Pause it."""
'''


def actions() -> list[Source]:
    return [source for source in tree.python("src") if rules_actions.is_action(source)]


def test_every_action_is_one_verb() -> None:
    asked_for = rules_actions.used_by_doors(tree.python("src/fairwell/web"))
    tree.expect_none(
        offence
        for source in actions()
        for offence in rules_actions.misshapen_action(source, asked_for=asked_for)
    )


def test_every_action_is_described_in_the_docs() -> None:
    page = next((page for page in tree.pages() if page.path == "docs/actions.md"), None)
    names = {rules_actions.action_name(source) for source in actions()}
    tree.expect_none(rules_docs.undocumented(page, names, "docs/actions.md"))


def test_steps_and_front_pages_are_no_actions() -> None:
    room = "src/fairwell/actions"
    assert rules_actions.is_action(Source(PATH, ""))
    assert not rules_actions.is_action(Source(f"{room}/steps/promise.py", ""))
    assert not rules_actions.is_action(Source(f"{room}/billing/steps/post.py", ""))
    assert not rules_actions.is_action(Source(f"{room}/billing/__init__.py", ""))
    assert not rules_actions.is_action(Source("src/fairwell/queries/plans.py", ""))


def test_a_well_shaped_action_passes() -> None:
    assert rules_actions.misshapen_action(Source(PATH, GOOD)) == []
    private = GOOD + "\ndef _lock(subscription_id: int) -> None: ...\n"
    assert rules_actions.misshapen_action(Source(PATH, private)) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD.replace("pause_subscription", "halt"), "found: halt"),
        ("", "found: none"),
        (GOOD + "\ndef resume(*, at): ...\n", "found: pause_subscription, resume"),
        (GOOD.replace("*, days: int", "days: int, *"), "keyword-only"),
        (GOOD.replace("*, ", "*rest, "), "keyword-only"),
        (GOOD.replace(", at: datetime", ""), "takes no `at`"),
        (GOOD.replace("actor: str, ", ""), "takes no `actor`"),
        (GOOD.replace("channel: str, ", ""), "takes no `channel`"),
        (GOOD.replace('"""Pause it."""', "pass"), "no docstring"),
        (GOOD.replace("idempotency_key: str, ", ""), "takes no `idempotency_key`"),
    ],
)
def test_a_misshapen_action_is_caught(text: str, complaint: str) -> None:
    (offence,) = set(rules_actions.misshapen_action(Source(PATH, text)))
    assert complaint in offence


def test_only_the_accountable_rooms_must_name_actor_and_channel() -> None:
    text = 'def import_prices(*, at):\n    """Import them."""\n'
    path = "src/fairwell/actions/catalog/import_prices.py"
    assert rules_actions.misshapen_action(Source(path, text)) == []


def test_what_only_the_worker_does_names_nobody_until_a_door_asks_for_it() -> None:
    text = 'def end_due(*, at):\n    """End them."""\n'
    source = Source("src/fairwell/actions/subscriptions/end_due.py", text)
    assert rules_actions.misshapen_action(source) == []
    door = Source("src/fairwell/web/end.py", "from fairwell.actions.subscriptions import end_due\n")
    asked_for = rules_actions.used_by_doors([door])
    assert len(rules_actions.misshapen_action(source, asked_for=asked_for)) == 3


def test_a_quote_needs_no_key() -> None:
    text = 'def quote_end(*, actor, channel, at):\n    """Quote it."""\n'
    path = "src/fairwell/actions/subscriptions/quote_end.py"
    assert rules_actions.misshapen_action(Source(path, text)) == []


def test_an_action_missing_from_the_page_is_caught() -> None:
    page = Source("docs/actions.md", "| `cancel_subscription` | ends it |")
    names = {"cancel_subscription", "pause_subscription"}
    expected = ["docs/actions.md: nothing is said of `pause_subscription`"]
    assert rules_docs.undocumented(page, names, "docs/actions.md") == expected
    assert len(rules_docs.undocumented(None, names, "docs/actions.md")) == 2
