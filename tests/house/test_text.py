"""Nothing here could ring, write to or puzzle a stranger."""

from collections.abc import Callable

import pytest

from tests.house import rules_text, tree
from tests.house.tree import Source

Rule = Callable[[Source], list[str]]
RULES: list[Rule] = [
    rules_text.real_addresses,
    rules_text.real_phone_numbers,
    rules_text.backstage_talk,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_whole_checkout_keeps_the_rule(rule: Rule) -> None:
    tree.expect_none(offence for source in tree.texts() for offence in rule(source))


# "~" keeps a sample from being a breach itself.
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules_text.real_addresses, "write to ada@~vendor.com"),
        (rules_text.real_addresses, "ada@~example.de"),
        (rules_text.real_addresses, "ada@~notexample.com"),
        (rules_text.real_phone_numbers, "call +~1 (80~0) 234-5678"),
        (rules_text.real_phone_numbers, "call +1~8002345678"),
        (rules_text.real_phone_numbers, "call +4~9 30 12345678"),
        (rules_text.real_phone_numbers, "call 1-888-2~34-5678"),
        (rules_text.real_phone_numbers, "call (202) 5~55-1234"),
        (rules_text.real_phone_numbers, "call 0800 12~3 4567"),
        (rules_text.real_phone_numbers, '<a href="tel:8882~345678">'),
        (rules_text.backstage_talk, "see ../shar~ed/design"),
        (rules_text.backstage_talk, "as issue~ 12 asks"),
        (rules_text.backstage_talk, "read DEVEL~OPERS.md"),
    ],
)
def test_a_breach_is_caught(rule: Rule, text: str) -> None:
    sample = text.replace("~", "")
    (offence,) = rule(Source("docs/page.md", f"First line.\n{sample}\n"))
    assert offence.startswith("docs/page.md:2: ")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (rules_text.real_addresses, "ada@mail.quillfort.example, bob@example.org, root@localhost"),
        (rules_text.real_addresses, "@transaction.atomic, postgres@127.0.0.1, npm@11.2.0"),
        (rules_text.real_phone_numbers, "+1 202 555 0142, (202) 555-0100, 1-800-555-0199"),
        (rules_text.real_phone_numbers, '<a href="tel:+12025550142">, +49 30 5550100'),
        (rules_text.real_phone_numbers, "2026-11-22T10:00:00+00:00, 2026-11-22 10:00 +0000"),
        (rules_text.real_phone_numbers, "4242 4242 4242 4242, RF-2026-000123-7, x+10000000"),
        (rules_text.backstage_talk, "sign out of all sessions; the bank that issues the card"),
    ],
)
def test_what_is_fine_is_let_be(rule: Rule, text: str) -> None:
    assert rule(Source("docs/page.md", text)) == []
