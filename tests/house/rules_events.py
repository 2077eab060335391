"""Events are told and folded: what actions write, the timeline has a rule for, and nothing else."""

import ast
from collections.abc import Collection, Iterable, Iterator

from tests.house.tree import Source

ROOM = "src/fairwell/actions/"
# Calls that write an event, and which of their places has its kind.
WRITERS = {
    "append_event": 1,
    "tell": 1,
    "event": 2,
    "event_in_json": 2,
    "order_event": 0,
    "_stop": 2,
    "_tell": None,
    "SubscriptionEvent": None,
}
# A module's table of kinds, by whatever decides which of them is written.
TABLE = "TOLD"


def written_kinds(sources: Iterable[Source]) -> dict[str, str]:
    """Every kind of event that a literal of these files names where one is written, and where."""
    found: dict[str, str] = {}
    for source in sources:
        for node in ast.walk(source.tree):
            for text in _kinds(node):
                found.setdefault(str(text.value), source.at(text.lineno, str(text.value)))
    return found


def untold(declared: Collection[str], written: dict[str, str]) -> list[str]:
    """Kinds that can be folded though nothing writes them, and kinds written that nothing folds."""
    return [
        *(f"{kind}: no action writes it" for kind in sorted(set(declared) - written.keys())),
        *(f"{written[kind]}: no rule folds it" for kind in sorted(written.keys() - set(declared))),
    ]


def _kinds(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Tuple):
        yield from _of_tuple(node)
    elif isinstance(node, ast.Assign) and _is_table(node):
        for row in ast.walk(node.value):
            if isinstance(row, ast.Tuple):
                yield from _texts(row.elts[-1])


def _of_call(call: ast.Call) -> Iterator[ast.Constant]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else _name(call.func)
    if name not in WRITERS:
        return
    place = WRITERS[name]
    if place is not None and len(call.args) > place:
        yield from _texts(call.args[place])
    for keyword in call.keywords:
        if keyword.arg == "kind":
            yield from _texts(keyword.value)


def _of_tuple(row: ast.Tuple) -> Iterator[ast.Constant]:
    """(kind, {…}) and (subscription, kind, {…}), as steps gather them for one writing."""
    if len(row.elts) in (2, 3) and isinstance(row.elts[-1], ast.Dict):
        yield from _texts(row.elts[-2])


def _is_table(node: ast.Assign) -> bool:
    return any(_name(target) == TABLE for target in node.targets)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    """A literal, or those that a condition chooses between."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
