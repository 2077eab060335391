"""The shape of an action: one verb, told by keyword who does it, through which door, and when."""

import ast
from pathlib import PurePosixPath

from tests.house.tree import Source

ROOM = "src/fairwell/actions/"
ACCOUNTABLE = {"subscriptions", "billing"}
# Making one of these twice would charge, pay or promise twice.
MADE_ONCE = {"Subscription", "CancellationRequest", "Refund"}


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


def _makes_once(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) in {f"{noun}.objects.create" for noun in MADE_ONCE}
        for node in ast.walk(tree)
    )


def misshapen_action(source: Source) -> list[str]:
    """What keeps the file from being one verb that any door can call and any test can time."""
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
    expected = {"at"}
    if ACCOUNTABLE.intersection(PurePosixPath(source.path).parts):
        expected |= {"actor", "channel"}
        if _makes_once(source.tree):
            expected.add("idempotency_key")
    missing = expected - {argument.arg for argument in arguments.kwonlyargs}
    offences += [f"{name}() takes no `{argument}`" for argument in sorted(missing)]
    if not ast.get_docstring(action):
        offences.append(f"{name}() has no docstring")
    return [source.at(action.lineno, offence) for offence in offences]
