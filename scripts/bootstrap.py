#!/usr/bin/env python3
"""Make this checkout runnable: system libraries, uv, the locked packages, the message catalogues.

Runs on any Python from 3.9 with nothing installed. It is silent when there is nothing to do, says
one line for each thing it does, and stops with the remedy when it cannot go on.

    python3 scripts/bootstrap.py          what the product needs
    python3 scripts/bootstrap.py tests    and what the tests need besides

Everything it fetches but Debian packages stays in this checkout: ``.tools`` and ``.venv``.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import compile_messages
import system_packages
from shell import SetupError, run

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.9"
TOOLS = ROOT / ".tools"
UV = TOOLS / "uv" / "bin" / "uv"
VENV = ROOT / ".venv"
STAMP = VENV / ".fairwell-setup"
PYTHON_WANTED = ("3.13", "3.14", "3.12", ">=3.12")

NO_PYTHON = """\
Fairwell needs Python 3.12 or newer (3.13 is best), and this machine has none that could be found;
downloading one did not work either:

{reason}

Do one of these, then run the same command again:
  - let this machine reach github.com, where uv fetches a ready-made Python
  - Debian 13, Ubuntu 24.04 or newer: apt-get install python3
    (Debian 12 and Ubuntu 22.04 have none new enough among their packages)
  - Fedora: dnf install python3.13        macOS: brew install python@3.13
  - anywhere, with pyenv: pyenv install 3.13
"""


def fingerprint() -> str:
    """Changes when the packages, the Python wanted, this script or the checkout's place change."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("uv.lock", "pyproject.toml", ".python-version", "scripts/bootstrap.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def uv_environment() -> dict[str, str]:
    """The caller's environment, less what would lead uv away from this checkout's ``.venv``."""
    strays = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PYTHON", "CONDA_PREFIX", "PYTHONHOME")
    environment = {key: value for key, value in os.environ.items() if key not in strays}
    # pyenv's shims hide every version but the one that .python-version names; any from 3.12 serves.
    pyenv = Path(environment.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    search = [
        environment.get("PATH", os.defpath),
        str(Path(sys.executable).parent),
        *map(str, sorted(pyenv.glob("3.*/bin"), reverse=True)),
    ]
    return environment | {
        "PATH": os.pathsep.join(search),
        "UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"),
        "UV_PYTHON_INSTALL_BIN": "0",
    }


def has_module(name: str) -> bool:
    """Whether the Python that runs this script could import `name`."""
    return importlib.util.find_spec(name) is not None


def install_uv() -> None:
    """Put the pinned uv into ``.tools/uv`` from the Python package index."""
    if UV.exists():
        said = subprocess.run([UV, "--version"], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.split()[1:2] == [UV_VERSION]:
            return
    print(f"Fetching uv {UV_VERSION} into .tools", flush=True)
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", f"uv=={UV_VERSION}"]
    if has_module("pip"):
        run([sys.executable, "-m", "pip", "install", "--target", str(TOOLS / "uv"), *quiet])
        return
    python = sys.executable
    if not (has_module("ensurepip") and has_module("venv")):
        system_packages.ensure([system_packages.VENV_MODULE])
        python = "/usr/bin/python3"
    run([python, "-m", "venv", str(TOOLS / "uv")])
    run([str(TOOLS / "uv" / "bin" / "python"), "-m", "pip", "install", *quiet])


def find_python() -> str:
    """The path of a Python that may run Fairwell, downloaded by uv if the machine has none."""
    find = [str(UV), "python", "find", "--no-project", "--system", "--no-python-downloads"]
    for wanted in PYTHON_WANTED:
        found = subprocess.run(
            [*find, wanted],
            capture_output=True, text=True, check=False, cwd=ROOT, env=uv_environment(),
        )  # fmt: skip
        if found.returncode == 0:
            return found.stdout.strip()
    print("No Python 3.12 or newer here; asking uv for one", flush=True)
    fetched = subprocess.run(
        [UV, "python", "install", "--no-progress", PYTHON_WANTED[0]],
        capture_output=True, text=True, check=False, cwd=ROOT, env=uv_environment(),
    )  # fmt: skip
    if fetched.returncode != 0:
        reason = "".join(f"    {line}\n" for line in fetched.stderr.strip().splitlines()[:3])
        raise SetupError(NO_PYTHON.format(reason=reason.rstrip()))
    return str(
        run([*find, PYTHON_WANTED[0]], capture=True, environment=uv_environment()).strip(),
    )


def install_packages() -> None:
    """Bring ``.venv`` to exactly what ``uv.lock`` says, unless it is there already."""
    wanted = fingerprint()
    if (
        STAMP.exists()
        and STAMP.read_text() == wanted
        and (VENV / "bin" / "fairwell").exists()
        and (VENV / "bin" / "python").exists()
    ):
        return
    install_uv()
    python = find_python()
    print("Installing the locked Python packages into .venv", flush=True)
    run(
        [str(UV), "sync", "--quiet", "--locked", "--all-extras", "--python", python],
        environment=uv_environment(),
    )
    STAMP.write_text(wanted)


def main(arguments: list[str]) -> int:
    """Set up for the product, or with the argument ``tests`` for the tests as well."""
    if arguments not in ([], ["tests"]):
        print(f"bootstrap.py takes no argument, or 'tests'; not {arguments}", file=sys.stderr)
        return 2
    try:
        needs = system_packages.APP + (system_packages.TESTS if arguments else [])
        system_packages.ensure(needs)
        install_packages()
        if compile_messages.stale(ROOT):
            run([str(VENV / "bin" / "python"), str(ROOT / "scripts" / "compile_messages.py")])
    except SetupError as error:
        print(f"\nSet-up stopped.\n\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
