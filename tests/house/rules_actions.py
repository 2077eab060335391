"""The shape of an action: one verb, told by keyword who does it, through which door, and when."""

import ast
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from tests.house.tree import Source

ROOM = "src/fairwell/actions/"
ACCOUNTABLE = {"subscriptions", "billing"}
ASKED_FOR = {"actor", "channel", "idempotency_key"}
# A quote promises nothing that could be promised twice: it lapses.
REPEATABLE = "quote_"


def is_action(source: Source) -> bool:
    """Whether the file holds an action, not a shared step or a package's front page."""
    path = PurePosixPath(source.path)
    return (
        source.path.startswith(ROOM)
        and path.suffix == ".py"
        and path.name != "__init__.py"
        and "steps" not in path.parts
    )


def action_name(source: Source) -> str:
    """The action's name, which is the file's."""
    return PurePosixPath(source.path).stem


def used_by_doors(doors: Iterable[Source]) -> set[str]:
    """The actions that the given files, the doors for people and programs, import."""
    used = set()
    for source in doors:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "fairwell.actions"
            ):
                used |= {alias.name for alias in node.names} | {(node.module or "").split(".")[-1]}
    return used


def misshapen_action(source: Source, *, asked_for: Collection[str] = ()) -> list[str]:
    """What keeps the file from being one verb that any door can call and any test can time.

    `asked_for` names the actions that people ask for. In the accountable rooms these say who asked,
    through which door and under which key; what only the worker does, on time or on a gateway's
    word, has nobody to name.
    """
    functions = [
        node
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
    ]
    name = action_name(source)
    if [function.name for function in functions] != [name]:
        found = ", ".join(function.name for function in functions) or "none"
        return [source.at(1, f"one public function, {name}(), is expected; found: {found}")]
    (action,) = functions
    arguments = action.args
    offences = []
    if arguments.posonlyargs or arguments.args or arguments.vararg:
        offences.append("every argument is keyword-only: begin the list with *")
    taken = {argument.arg for argument in arguments.kwonlyargs}
    expected = {"at"}
    if ACCOUNTABLE.intersection(PurePosixPath(source.path).parts) and (
        name in asked_for or taken & ASKED_FOR
    ):
        expected |= ASKED_FOR - ({"idempotency_key"} if name.startswith(REPEATABLE) else set())
    missing = expected - taken
    offences += [f"{name}() takes no `{argument}`" for argument in sorted(missing)]
    if not ast.get_docstring(action):
        offences.append(f"{name}() has no docstring")
    return [source.at(action.lineno, offence) for offence in offences]
