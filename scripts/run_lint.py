"""Run every static check, all of them even when one fails, and say at the end which did."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


class Check(NamedTuple):
    """One check: its name, its command, and how to mend what it finds."""

    name: str
    command: tuple[str, ...]
    remedy: str


CHECKS = [
    Check(
        "ruff check",
        ("ruff", "check", "--quiet", "--output-format", "concise", "."),
        "make format mends most of it",
    ),
    Check("ruff format", ("ruff", "format", "--quiet", "--check", "."), "make format"),
    Check("lint-imports", ("lint-imports", "--no-cache"), "who may import whom: CONTRIBUTING.md"),
    Check("mypy", ("mypy", "--no-error-summary"), "see the lines above"),
    Check(
        "djlint rules",
        ("djlint", "--lint", "--quiet", "--allow-empty-input", "src"),
        "see the lines above",
    ),
    Check(
        "djlint layout",
        ("djlint", "--check", "--quiet", "--allow-empty-input", "src"),
        "make format",
    ),
    Check(
        "migrations",
        ("fairwell", "makemigrations", "--check", "--dry-run", "--verbosity", "1"),
        "run .venv/bin/fairwell makemigrations and commit what it writes",
    ),
]


def holds(check: Check, data_dir: str) -> bool:
    """Run one check on the checkout; what it prints is shown only when it fails."""
    program, *arguments = check.command
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=ROOT,
        env=os.environ | {"FAIRWELL_DATA_DIR": data_dir, "FAIRWELL_DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"--- {check.name}\n{done.stdout.rstrip()}\n", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run the checks with a throw-away data directory, so that no key or database is touched."""
    with tempfile.TemporaryDirectory() as data_dir:
        results = [(check, holds(check, data_dir)) for check in CHECKS]
    for check, good in results:
        print(f"{check.name:14} {'ok' if good else f'FAILED: {check.remedy}'}")
    return 0 if all(good for _check, good in results) else 1


if __name__ == "__main__":
    sys.exit(main())
