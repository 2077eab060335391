"""The pages' links lead somewhere, their commands exist, and every setting is explained."""

from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.house import rules_docs, tree
from tests.house.tree import Source

MAKEFILE = (tree.ROOT / "Makefile").read_text()
ENVIRONMENT = "src/fairwell/config/env.py"


def settings() -> set[str]:
    return {
        name
        for source in tree.python("src")
        if source.path == ENVIRONMENT
        for name in rules_docs.settings_of(source)
    }


def subcommands() -> set[str]:
    return set(get_commands())


def test_links_lead_somewhere() -> None:
    tree.expect_none(o for page in tree.pages() for o in rules_docs.dead_links(page, tree.ROOT))


def test_a_dead_link_is_caught(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# A heading, with `code`\n")
    text = "[a](gone.md) [b](there.md#nowhere)\n![c](gone.png)\n\n[d]: gone.txt\n[e](#nowhere)\n"
    offences = rules_docs.dead_links(Source("page.md", text), tmp_path)
    assert [offence.split(" ")[1] for offence in offences[:4]] == [
        "gone.md",
        "there.md#nowhere:",
        "gone.png",
        "gone.txt",
    ]


def test_good_and_foreign_links_and_code_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "there.md").write_text("# A heading, with `code`\n")
    page = Source(
        "docs/page.md",
        "# Here it is\n[a](../there.md#a-heading-with-code) [b](https://vendor.example/x)\n"
        "[c](#here-it-is) `[d](gone.md)`\n```\n[e](gone.md)\n```\n",
    )
    (tmp_path / "docs" / "page.md").write_text(page.text)
    assert rules_docs.dead_links(page, tmp_path) == []


def test_the_commands_in_the_pages_exist() -> None:
    targets = rules_docs.make_targets(MAKEFILE)
    known = subcommands()
    tree.expect_none(
        offence
        for page in tree.pages()
        for offence in rules_docs.unknown_commands(page, targets=targets, subcommands=known)
    )


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ("```console\n$ make dance\n```", "`make dance`"),
        ("```sh\nmake setup && FAIRWELL_DEBUG=1 make dance ARGS=x\n```", "`make dance`"),
        ("```sh\nsudo .venv/bin/fairwell dance --high\n```", ".venv/bin/fairwell dance`"),
        ("```console\n# fairwell \\\n    dance\n```", "`fairwell dance`"),
    ],
)
def test_an_unknown_command_is_caught(block: str, complaint: str) -> None:
    (offence,) = rules_docs.unknown_commands(
        Source("README.md", f"Text.\n\n{block}\n"), targets={"setup"}, subcommands={"migrate"}
    )
    assert complaint in offence


def test_known_commands_and_output_are_let_be() -> None:
    text = (
        "```console\n$ make setup test ARGS='-k x'  # both\nmake: Nothing to be done\n"
        "$ .venv/bin/fairwell migrate --plan | less\n$ fairwell --help\n"
        "$ fairwell check-books\n$ cd fairwell\n```\n"
        "```python\nmake = dance\n```\nmake dance\n"
    )
    page = Source("README.md", text)
    known = {"setup", "test"}
    assert (
        rules_docs.unknown_commands(page, targets=known, subcommands={"migrate", "check_books"})
        == []
    )


def test_the_makefile_is_read_right() -> None:
    assert rules_docs.make_targets("X := 1\nsetup: ## it\n\t@run\ndemo-once: setup\n") == {
        "setup",
        "demo-once",
    }
    assert {"setup", "demo", "demo-once", "test", "lint", "bench"} <= rules_docs.make_targets(
        MAKEFILE
    )


def test_every_setting_is_explained() -> None:
    page = next((page for page in tree.pages() if page.path == "docs/settings.md"), None)
    tree.expect_none(rules_docs.undocumented(page, settings(), "docs/settings.md"))


def test_the_pages_name_no_setting_that_is_not_read() -> None:
    known = settings()
    tree.expect_none(o for page in tree.pages() for o in rules_docs.unknown_settings(page, known))


def test_settings_are_read_from_the_declaration() -> None:
    declared = Source(
        "env.py", "class Environment(B):\n    model_config = {}\n    web_port: int = 1\n"
    )
    assert rules_docs.settings_of(declared) == {"FAIRWELL_WEB_PORT"}


def test_a_setting_that_is_not_read_is_caught() -> None:
    page = Source("docs/settings.md", "FAIRWELL_TEST_POSTGRES_URL\nset `FAIRWELL_WEB_PROT`\n")
    expected = ["docs/settings.md:2: FAIRWELL_WEB_PROT is no setting"]
    assert rules_docs.unknown_settings(page, {"FAIRWELL_WEB_PORT"}) == expected
