"""Files and functions stay small, names mean something, and each module says why it is there."""

import pytest

from tests.house import rules_shape, tree
from tests.house.tree import Source

OURS = ("src", "tests", "scripts", "benchmarks")


def test_files_are_short() -> None:
    tree.expect_none(o for source in tree.python(*OURS) for o in rules_shape.long_file(source))


def test_a_long_file_is_caught_unless_it_is_a_migration() -> None:
    text = "x = 1\n" * 251
    (offence,) = rules_shape.long_file(Source("src/fairwell/domain/long.py", text))
    assert offence == "src/fairwell/domain/long.py:251: 251 lines, at most 250: split it by meaning"
    assert rules_shape.long_file(Source("src/fairwell/domain/fits.py", "x = 1\n" * 250)) == []
    assert rules_shape.long_file(Source("src/fairwell/models/migrations/0001.py", text)) == []


def test_functions_are_short() -> None:
    tree.expect_none(o for source in tree.python(*OURS) for o in rules_shape.long_functions(source))


def test_a_long_function_is_caught_inside_a_class_too() -> None:
    method = "class Refund:\n    def split(self):\n" + "        x = 1\n" * 70
    (offence,) = rules_shape.long_functions(Source("a.py", method))
    assert offence == "a.py:2: split() has 71 lines, at most 70"
    fits = "async def split():\n" + "    x = 1\n" * 69
    assert rules_shape.long_functions(Source("a.py", fits)) == []


def test_names_say_something() -> None:
    named = [path for path in tree.paths() if path.startswith(tuple(f"{room}/" for room in OURS))]
    tree.expect_none(o for path in named for o in rules_shape.meaningless_name(path))


@pytest.mark.parametrize(
    "path",
    [
        "src/fairwell/web/utils.py",
        "src/fairwell/domain/refund_helpers.py",
        "tests/helper/test_it.py",
        "src/fairwell/common/__init__.py",
        "src/fairwell/misc.py",
    ],
)
def test_a_meaningless_name_is_caught(path: str) -> None:
    assert len(rules_shape.meaningless_name(path)) == 1


def test_a_name_that_only_contains_such_a_word_is_fine() -> None:
    assert rules_shape.meaningless_name("src/fairwell/domain/uncommonly_late.py") == []


def test_modules_say_what_they_are() -> None:
    sources = tree.python("src")
    tree.expect_none(o for source in sources for o in rules_shape.missing_docstring(source))


def test_a_module_without_a_sentence_is_caught() -> None:
    missing = rules_shape.missing_docstring
    assert "no module docstring" in missing(Source("src/a.py", "import os\n"))[0]
    assert "no module docstring" in missing(Source("src/a.py", ""))[0]
    assert "has no end" in missing(Source("src/a.py", '"""Refunds and such"""\n'))[0]
    assert missing(Source("src/a.py", '"""Splits a refund.\n\nThe rest follows"""\n')) == []
