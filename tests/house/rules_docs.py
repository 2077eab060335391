"""What the pages promise: links that lead somewhere and commands that exist."""

import ast
import re
import shlex
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from tests.house.tree import Source

LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)")
FENCE = re.compile(r"^\s*(```+|~~~+)\s*([\w-]*)")
COMMAND_BLOCKS = {"console", "sh", "bash", "shell"}
BETWEEN_COMMANDS = {"&&", "||", ";", "|", "&"}
WRAPPERS = {"sudo", "env", "time", "exec", "nohup"}
SETTING = re.compile(r"\bFAIRWELL_[A-Z0-9_]+\b")
# Read by the scripts that set up and test, not by the product.
NOT_SETTINGS = re.compile(r"^FAIRWELL_(TEST_|REQUIRE_|SKIP_SYSTEM_PACKAGES$)")


def _outside_fences(source: Source) -> list[tuple[int, str]]:
    kept, fence = [], ""
    for number, line in enumerate(source.lines, start=1):
        found = FENCE.match(line)
        if found and not fence:
            fence = found.group(1)
        elif found and found.group(1).startswith(fence):
            fence = ""
        elif not fence:
            kept.append((number, re.sub(r"`[^`]*`", "", line)))
    return kept


def anchors(source: Source) -> set[str]:
    """The places in a page that a link can point at: its headings, as GitHub spells them."""
    found = set()
    for line in source.lines:
        if line.startswith("#"):
            heading = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower())
            found.add(heading.replace(" ", "-"))
    return found


def _page(path: Path) -> Source:
    return Source(str(path), path.read_text(encoding="utf-8"))


def dead_links(source: Source, root: Path) -> list[str]:
    """Links to files or headings below `root` that are not there."""
    offences = []
    for number, line in _outside_fences(source):
        for found in LINK.finditer(line):
            target = found.group(1) or found.group(2)
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (root / source.path).parent / name if name else root / source.path
            if not path.exists():
                offences.append(source.at(number, f"{target} is not there"))
            elif anchor and path.suffix == ".md" and anchor not in anchors(_page(path)):
                offences.append(source.at(number, f"{target}: no such heading"))
    return offences


def _command_lines(source: Source) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    language, carried = None, ""
    for number, line in enumerate(source.lines, start=1):
        found = FENCE.match(line)
        if found:
            language = None if language is not None else found.group(2)
            carried = ""
        elif language in COMMAND_BLOCKS and line.strip():
            prompted = re.sub(r"^\s*[$#] ", "", line) if language == "console" else line
            if language == "console" and prompted == line and not carried:
                continue  # what the command printed
            whole = f"{carried} {prompted}".strip()
            carried = whole.removesuffix("\\") if whole.endswith("\\") else ""
            if not carried:
                lines.append((number, whole))
    return lines


def _commands(line: str) -> list[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    for word in lexer:
        if word in BETWEEN_COMMANDS:
            commands.append([])
        elif commands[-1] or not (word in WRAPPERS or re.match(r"[A-Z_]+=", word)):
            commands[-1].append(word)
    return [command for command in commands if command]


def unknown_commands(
    source: Source, *, targets: Collection[str], subcommands: Collection[str]
) -> list[str]:
    """Commands in the page's shell blocks that ask for a make target or subcommand we lack."""
    offences = []
    for number, line in _command_lines(source):
        for program, *arguments in _commands(line):
            words = [word for word in arguments if not re.match(r"-|[A-Z_]+=", word)]
            if program == "make":
                unknown = [word for word in words if word not in targets]
            elif PurePosixPath(program).name == "fairwell":
                first = arguments[:1]
                unknown = [
                    word
                    for word in first
                    if word[0] != "-" and word.replace("-", "_") not in subcommands
                ]
            else:
                continue
            offences += [
                source.at(number, f"`{program} {word}` does not exist") for word in unknown
            ]
    return offences


def make_targets(makefile: str) -> set[str]:
    """The targets of a Makefile's text."""
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", makefile, re.MULTILINE))


def settings_of(environment: Source) -> set[str]:
    """The environment variables that the product reads: the fields of its `Environment`."""
    (declared,) = (
        node
        for node in environment.tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Environment"
    )
    return {
        f"FAIRWELL_{field.target.id.upper()}"
        for field in declared.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def unknown_settings(source: Source, settings: Collection[str]) -> list[str]:
    """Settings that a page names and the product does not read."""
    return [
        source.at(number, f"{name} is no setting")
        for number, line in enumerate(source.lines, start=1)
        for name in SETTING.findall(line)
        if name not in settings and not NOT_SETTINGS.match(name)
    ]


def undocumented(page: Source | None, names: Collection[str], path: str) -> list[str]:
    """Which of `names` the page at `path` does not have between backticks."""
    text = page.text if page else ""
    return [
        f"{path}: nothing is said of `{name}`" for name in sorted(names) if f"`{name}`" not in text
    ]
