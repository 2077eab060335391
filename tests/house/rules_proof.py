"""What a stranger needs to verify a confirmation: this project's verifier and plain Python."""

import ast
import sys
from collections.abc import Mapping

from tests.house.tree import Source

VERIFIER = "src/fairwell/proof/verify.py"


def _imports(source: Source) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = f"fairwell.proof.{node.module or ''}" if node.level else node.module or ""
            found += [(node.lineno, f"{module}.{alias.name}") for alias in node.names]
    return found


def _file_of(module: str, sources: Mapping[str, Source]) -> str | None:
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        stem = "src/" + "/".join(parts[:length])
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            if path in sources:
                return path
    return None


def verifier_needs(sources: Mapping[str, Source], start: str = VERIFIER) -> list[str]:
    """What the verifier imports, directly or through our own files, beyond Python and ``proof``."""
    offences, seen, waiting = [], set(), [start]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for line, module in _imports(sources[path]):
            top = module.split(".")[0]
            own = _file_of(module, sources) if top == "fairwell" else None
            if own and own.startswith("src/fairwell/proof/"):
                waiting.append(own)
            elif top not in sys.stdlib_module_names:
                what = f"the verifier needs {module}; a stranger has only Python"
                offences.append(sources[path].at(line, what))
    return offences
