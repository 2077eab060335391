"""What the machine itself must have, and how to get it: by apt on Debian, by telling elsewhere."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from shell import SetupError, run

SKIP = "FAIRWELL_SKIP_SYSTEM_PACKAGES"
FONT_DIRECTORIES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
# Where package managers put libraries that the loader does not search by itself.
LIBRARY_DIRECTORIES = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")


class Need(NamedTuple):
    """One thing the machine must have: what for, how to see it, and its package names."""

    name: str
    present: Callable[[], bool]
    debian: tuple[str, ...]
    fedora: str
    homebrew: str


def _library(linux: str, macos: str) -> Callable[[], bool]:
    def present() -> bool:
        places = [linux, macos, *(f"{folder}/{macos}" for folder in LIBRARY_DIRECTORIES)]
        for place in places:
            try:
                ctypes.CDLL(place)
            except OSError:
                continue
            return True
        return False

    return present


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _font() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_DIRECTORIES]
    return any(
        next(folder.rglob(f"*.{kind}"), None) is not None
        for folder in folders
        if folder.is_dir()
        for kind in ("ttf", "otf", "ttc", "pfb")
    )


def _venv_module() -> bool:
    return bool(importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"))


APP = [
    Need(
        "Pango (documents as PDF)",
        _library("libpango-1.0.so.0", "libpango-1.0.0.dylib"),
        ("libpango-1.0-0",),
        "pango",
        "pango",
    ),
    Need(
        "PangoFT2 (documents as PDF)",
        _library("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"),
        ("libpangoft2-1.0-0",),
        "pango",
        "pango",
    ),
    Need(
        "HarfBuzz subset (fonts inside PDF)",
        _library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        ("libharfbuzz-subset0",),
        "harfbuzz",
        "harfbuzz",
    ),
    Need(
        "a font (documents as PDF)",
        _font,
        ("fonts-dejavu-core",),
        "dejavu-sans-fonts",
        "font-dejavu",
    ),
]
TESTS = [
    Need(
        "Chromium (the stories drive a browser)",
        _command("chromium", "chromium-browser", "google-chrome"),
        ("chromium",),
        "chromium",
        "chromium",
    ),
    Need(
        "pdftotext (the tests read PDFs)",
        _command("pdftotext"),
        ("poppler-utils",),
        "poppler-utils",
        "poppler",
    ),
    Need(
        "msgfmt (the tests check message catalogues)",
        _command("msgfmt"),
        ("gettext",),
        "gettext",
        "gettext",
    ),
]
VENV_MODULE = Need(
    "Python's own venv and pip modules (to fetch uv)",
    _venv_module,
    ("python3-venv",),
    "python3-pip",
    "python@3.13",
)


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing among `needs`, or raise `SetupError` telling how."""
    missing = [need for need in needs if not need.present()]
    if not missing or os.environ.get(SKIP) == "1":
        return
    become_root = _become_root()
    if shutil.which("apt-get") is None or become_root is None:
        raise SetupError(instructions(missing))
    packages = sorted({package for need in missing for package in need.debian})
    print(f"Installing Debian packages: {' '.join(packages)}", flush=True)
    apt_get = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    # A lock held by the machine's own unattended upgrade is waited for, not stumbled over.
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    run([*apt_get, *wait, "update"])
    run([*apt_get, *wait, "install", "--yes", "--no-install-recommends", *packages])
    still = [need for need in missing if need is not VENV_MODULE and not need.present()]
    if still:
        raise SetupError(instructions(still))


def _become_root() -> list[str] | None:
    """What to put before a command to run it as root; None when that would need a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def instructions(missing: Sequence[Need]) -> str:
    """What is missing and the commands that install it, for a person to run."""
    names = "\n".join(f"  - {need.name}" for need in missing)
    debian = " ".join(sorted({package for need in missing for package in need.debian}))
    fedora = " ".join(sorted({need.fedora for need in missing}))
    homebrew = " ".join(sorted({need.homebrew for need in missing}))
    return (
        f"This machine lacks:\n{names}\n\n"
        "Install it, then run the same command again:\n"
        f"  Debian, Ubuntu:  sudo apt-get install {debian}\n"
        f"  Fedora:          sudo dnf install {fedora}\n"
        f"  macOS:           brew install {homebrew}\n"
        f"Or, if you know that it is there, set {SKIP}=1."
    )
