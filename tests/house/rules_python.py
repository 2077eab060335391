"""What the code may not do: hide an import, hook a signal, override save(), swallow an error."""

import ast
import io
import re
import tokenize

from tests.house.tree import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef


def comments(source: Source) -> dict[int, str]:
    """The comment on each line that has one, less what only speaks to a tool."""
    found = {}
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            said = re.sub(
                r"#\s*(noqa|type: ignore)(\[[\w, -]+\]|:?\s*[A-Z]+\d+,?)*", "", token.string
            )
            found[token.start[0]] = said.strip("# \t–-:.")
    return found


def _has_reason(line: int, said: dict[int, str]) -> bool:
    return any(len(said.get(each, "").split()) >= 2 for each in (line, line - 1))


def unexplained_inline_imports(source: Source) -> list[str]:
    """Imports inside functions, unless a comment on the line or above it says why."""
    said = comments(source)
    inline = {
        node.lineno: node
        for function in ast.walk(source.tree)
        if isinstance(function, Function)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    explained: set[int] = set()
    offences = []
    for line, node in sorted(inline.items()):
        # One comment may speak for the imports that follow each other below it.
        if _has_reason(line, said) or line - 1 in explained:
            explained.add(node.end_lineno or line)
        else:
            what = "an import inside a function: move it up, or say in a comment why it is here"
            offences.append(source.at(line, what))
    return offences


def signals(source: Source) -> list[str]:
    """Receivers of signals: what happens must be read where it happens."""
    offences = []
    for node in ast.walk(source.tree):
        named: list[str] = []
        if isinstance(node, ast.ImportFrom):
            named = [f"{node.module or ''}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            named = [alias.name for alias in node.names]
        if any(re.search(r"(^|\.)(signals|django\.dispatch)(\.|$)", name) for name in named):
            offences.append(source.at(node.lineno, "signals are not used here; call it by name"))
    return offences


def save_overrides(source: Source) -> list[str]:
    """Classes with a save() of their own, where logic hides from whoever writes."""
    return [
        source.at(node.lineno, f"{owner.name} defines save(): the logic belongs in an action")
        for owner in ast.walk(source.tree)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, Function) and node.name in {"save", "asave"}
    ]


def _says_nothing(statement: ast.stmt) -> bool:
    is_constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass) or is_constant


def swallowed_errors(source: Source) -> list[str]:
    """Errors that are caught and then ignored."""
    said = comments(source)
    offences = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and all(map(_says_nothing, node.body)):
            offences.append(source.at(node.lineno, "an error is caught and ignored"))
        if isinstance(node, ast.With | ast.AsyncWith):
            names = {ast.unparse(item.context_expr).split("(")[0] for item in node.items}
            if names & {"suppress", "contextlib.suppress"} and not _has_reason(node.lineno, said):
                offences.append(source.at(node.lineno, "an error is suppressed without a reason"))
    return offences


def unfinished(source: Source) -> list[str]:
    """Notes to oneself, stubs, and assertions that cannot fail."""
    # The brackets keep the pattern from matching itself.
    words = re.compile(r"\b(TOD[O]|FIXM[E]|NotImplementedErro[r])\b|\bassert (Tru[e]|1)$")
    return [
        source.at(number, f"unfinished: {found.group()}")
        for number, line in enumerate(source.lines, start=1)
        if (found := words.search(line))
    ]
