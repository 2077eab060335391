"""The checkout's own files, as git sees them, for the checks that walk over them."""

import ast
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNTRACKED_FOLDERS = {
    ".git",
    ".venv",
    ".tools",
    "var",
    "node_modules",
    "__pycache__",
    "build",
    "dist",
}
NOT_OURS = ("uv.lock", "LICENSE")


@dataclass(frozen=True)
class Source:
    """One text file: its path below the checkout, with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file, for Python."""
        return ast.parse(self.text, filename=self.path)

    @property
    def lines(self) -> list[str]:
        """The text's lines; line n of an editor is `lines[n - 1]`."""
        return self.text.splitlines()

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it: its shape is not ours to choose."""
        return "/migrations/" in self.path

    def at(self, line: int, what: str) -> str:
        """An offence at `line`, written so that an editor can jump to it."""
        return f"{self.path}:{line}: {what}"


@cache
def paths() -> tuple[str, ...]:
    """Every file that git has or would add, below the checkout; without git, every file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [name for name in listed.stdout.split("\0") if name]
    else:
        found = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not UNTRACKED_FOLDERS.intersection(path.relative_to(ROOT).parts)
        ]
    return tuple(sorted(name for name in set(found) if (ROOT / name).is_file()))


@cache
def texts() -> tuple[Source, ...]:
    """Every text file that we write: no lock file, no licence, nothing vendored or binary."""
    sources = []
    for name in paths():
        if name in NOT_OURS or "/vendor/" in name:
            continue
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:
            sources.append(Source(name, data.decode("utf-8")))
    return tuple(sources)


def python(*rooms: str) -> list[Source]:
    """The Python files below the given folders, all of them when none is given."""
    folders = tuple(f"{room}/" for room in rooms)
    return [
        source
        for source in texts()
        if source.path.endswith(".py") and (not folders or source.path.startswith(folders))
    ]


def pages() -> list[Source]:
    """The Markdown files."""
    return [source for source in texts() if source.path.endswith(".md")]


def expect_none(offences: Iterable[str]) -> None:
    """Fail the test with every offence on a line of its own, if there is any."""
    found = list(offences)
    if found:
        pytest.fail("\n".join([f"{len(found)} to mend:", *found]), pytrace=False)
