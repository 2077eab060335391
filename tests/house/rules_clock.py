"""Where the time is read: in one place, so that every other thing can be told what time it is."""

import ast
import re

from tests.house.tree import Source

THE_CLOCK = "src/fairwell/queries/clock.py"
READINGS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "django.utils.timezone.now",
    "django.db.models.functions.Now",
    "time.time",
    "time.time_ns",
}
# With an argument these convert; without one they read the clock.
READINGS_WHEN_BARE = {
    "django.utils.timezone.localtime",
    "django.utils.timezone.localdate",
    "time.gmtime",
    "time.localtime",
}
IN_SQL = re.compile(
    r"\b(NOW\(\)|CURRENT_(TIMESTAMP|DATE|TIME)\b|LOCALTIMESTAMP\b|clock_timestamp\(|"
    r"(datetime|date|julianday|strftime|unixepoch)\([^()]*'now')",
    re.IGNORECASE,
)
IN_TEMPLATE = re.compile(r"\{%-?\s*now\b")


def _imported_names(tree: ast.Module) -> dict[str, str]:
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""


def _docstrings(tree: ast.Module) -> set[ast.expr]:
    owners = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def clock_readings(source: Source) -> list[str]:
    """Every place but the one clock that reads the time, in Python, SQL or a template."""
    if source.path == THE_CLOCK:
        return []
    if not source.path.endswith(".py"):
        pattern = IN_SQL if source.path.endswith(".sql") else IN_TEMPLATE
        return [
            source.at(number, "reads the clock; hand the instant in")
            for number, line in enumerate(source.lines, start=1)
            if pattern.search(line)
        ]
    names = _imported_names(source.tree)
    docstrings = _docstrings(source.tree)
    found: list[tuple[int, str]] = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and _dotted(node, names) in READINGS:
            found.append((node.lineno, _dotted(node, names)))
        elif isinstance(node, ast.Call) and not node.args and not node.keywords:
            if _dotted(node.func, names) in READINGS_WHEN_BARE:
                found.append((node.lineno, _dotted(node.func, names)))
        elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            found.append((node.value.lineno, node.arg))
        elif isinstance(node, ast.Constant) and node not in docstrings:
            sql = IN_SQL.search(node.value) if isinstance(node.value, str) else None
            found += [(node.lineno, sql.group())] if sql else []
    return [
        source.at(line, f"{what} reads the clock; take `at` as an argument")
        for line, what in sorted(set(found))
    ]
