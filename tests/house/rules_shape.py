"""How large things may be, what they may be called, and that each file says why it is there."""

import ast
import re
from pathlib import PurePosixPath

from tests.house.tree import Source

FILE_LINES = 250
FUNCTION_LINES = 70
MEANINGLESS = {"util", "utils", "helper", "helpers", "common", "misc"}


def long_file(source: Source) -> list[str]:
    """Files that hold more than one thought can be told from one."""
    count = len(source.lines)
    if source.is_migration or count <= FILE_LINES:
        return []
    return [source.at(count, f"{count} lines, at most {FILE_LINES}: split it by meaning")]


def long_functions(source: Source) -> list[str]:
    """Functions that do not fit on one screen."""
    offences = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > FUNCTION_LINES and not source.is_migration:
                what = f"{node.name}() has {count} lines, at most {FUNCTION_LINES}"
                offences.append(source.at(node.lineno, what))
    return offences


def meaningless_name(path: str) -> list[str]:
    """Rooms and files whose name says nothing of what is in them."""
    words = {
        word
        for part in PurePosixPath(path).parts
        for word in re.split(r"[_\-.]", part.lower().removesuffix(".py"))
    }
    return [
        f"{path}: {word!r} says nothing; name it by what it does" for word in words & MEANINGLESS
    ]


def missing_docstring(source: Source) -> list[str]:
    """Modules that do not say in one sentence what they are and why."""
    if source.is_migration:
        return []
    said = ast.get_docstring(source.tree)
    if not said:
        return [source.at(1, "no module docstring: one sentence, what and why")]
    first = said.split("\n\n")[0].rstrip()
    if not first.endswith((".", "!", "?", ":")):
        return [source.at(1, "the module docstring's first sentence has no end")]
    return []
