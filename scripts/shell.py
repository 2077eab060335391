"""Running a command so that it is heard only when it fails, and stopping with a remedy."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetupError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    capture: bool = False,
) -> str:
    """Run `command` in the checkout and return what it printed if `capture` is set.

    Raises `SetupError` with the command and its last forty lines when it fails.
    """
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if capture else subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        said = "\n".join(((done.stdout or "") + (done.stderr or "")).splitlines()[-40:])
        raise SetupError(
            f"{said}\n\nThis command failed ({done.returncode}):\n  {shlex.join(command)}"
        )
    return done.stdout
