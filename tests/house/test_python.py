"""No hidden import, no signal, no logic in save(), no swallowed error, nothing left unfinished."""

from collections.abc import Callable

import pytest

from tests.house import rules_python, tree
from tests.house.tree import Source

Rule = Callable[[Source], list[str]]
PRODUCT_RULES: list[Rule] = [
    rules_python.unexplained_inline_imports,
    rules_python.signals,
    rules_python.save_overrides,
    rules_python.swallowed_errors,
]


@pytest.mark.parametrize("rule", PRODUCT_RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    tree.expect_none(o for source in tree.python("src", "scripts") for o in rule(source))


def test_nothing_is_left_unfinished() -> None:
    tree.expect_none(o for source in tree.texts() for o in rules_python.unfinished(source))


# "~" keeps a sample from being a breach itself.
CAUGHT: list[tuple[Rule, str, int]] = [
    (rules_python.unexplained_inline_imports, "def f():\n    import weasyprint\n", 2),
    (rules_python.unexplained_inline_imports, "def f():\n    import x  # noqa: PLC0415\n", 2),
    (rules_python.signals, "from django.dispatch import receiver\n", 1),
    (rules_python.signals, "from django.db.models.signals import post_save\n", 1),
    (rules_python.signals, "from django.db.models import signals\n", 1),
    (rules_python.signals, "import django.dispatch\n", 1),
    (rules_python.save_overrides, "class Plan(Model):\n    def save(self): ...\n", 2),
    (rules_python.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    pass\n", 3),
    (rules_python.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    ...\n", 3),
    (rules_python.swallowed_errors, "with suppress(OSError):\n    f()\n", 1),
    (rules_python.swallowed_errors, "with contextlib.suppress(OSError):\n    f()\n", 1),
    (rules_python.unfinished, "x = 1  # TO~DO: amounts\n", 1),
    (rules_python.unfinished, "raise NotImplemented~Error\n", 1),
    (rules_python.unfinished, "def test_it():\n    assert Tr~ue\n", 2),
]


@pytest.mark.parametrize(("rule", "text", "line"), CAUGHT)
def test_a_breach_is_caught(rule: Rule, text: str, line: int) -> None:
    (offence,) = rule(Source("src/fairwell/sample.py", text.replace("~", "")))
    assert offence.startswith(f"src/fairwell/sample.py:{line}: ")


LET_BE: list[tuple[Rule, str]] = [
    (rules_python.unexplained_inline_imports, "import weasyprint\ndef f(): ...\n"),
    (
        rules_python.unexplained_inline_imports,
        "def f():\n    # Slow to load; few requests need it.\n    import a\n    import b\n",
    ),
    (
        rules_python.unexplained_inline_imports,
        "def f():\n    import a  # noqa: PLC0415 - slow to load\n",
    ),
    (rules_python.signals, "import signal\nfrom signal import SIGTERM\n"),
    (rules_python.save_overrides, "def save(plan): ...\n"),
    (rules_python.swallowed_errors, "try:\n    f()\nexcept ValueError:\n    g()\n"),
    (
        rules_python.swallowed_errors,
        "# It may be gone already.\nwith suppress(OSError):\n    f()\n",
    ),
    (rules_python.unfinished, "assert truth\nmastodon = 1\n"),
]


@pytest.mark.parametrize(("rule", "text"), LET_BE)
def test_what_only_looks_like_a_breach_is_let_be(rule: Rule, text: str) -> None:
    assert rule(Source("src/fairwell/sample.py", text)) == []
