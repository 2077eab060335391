"""Sets the demo's stage: a directory of its own, a vendor, an imported list, a clock."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from fairwell.demo.deeds import PRICE_CHANGE

MARK = "fairwell-demo"
DATA_NOW = "2026-11-21T09:00Z"
# Ten in the morning in New York, when the letters of the day are due.
OPENS = "2026-11-21T15:00Z"


class StageError(RuntimeError):
    """The stage cannot be set; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo lives and where it listens."""

    directory: Path
    web_port: int
    smtp_port: int
    sandbox_port: int

    @property
    def site(self) -> str:
        """The address to type."""
        return f"http://localhost:{self.web_port}"

    @property
    def mail_directory(self) -> Path:
        """Where the local mail server stores what was sent."""
        return self.directory / "mail"

    @property
    def environment(self) -> dict[str, str]:
        """The settings of every process of the demo."""
        return {
            "FAIRWELL_DATA_DIR": str(self.directory),
            "FAIRWELL_DATABASE_URL": "",
            "FAIRWELL_PUBLIC_URL": self.site,
            "FAIRWELL_WEB_HOST": "127.0.0.1",
            "FAIRWELL_WEB_PORT": str(self.web_port),
            "FAIRWELL_ALLOWED_HOSTS": "127.0.0.1",
            "FAIRWELL_SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "FAIRWELL_PAYMENTS": "sandbox",
            "FAIRWELL_BILLING": "on",
            "FAIRWELL_SANDBOX_URL": f"http://127.0.0.1:{self.sandbox_port}",
            "FAIRWELL_TEST_CLOCK": "true",
            "FAIRWELL_DEMO": "true",
            "FAIRWELL_LOG_LEVEL": "WARNING",
        }

    def run(self, *words: str) -> str:
        """Run one `fairwell` command on this stage and return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own command, fixed words
            [sys.executable, "-m", "fairwell.management", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise StageError(f"fairwell {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout


def clear(directory: Path) -> None:
    """Empty the demo's directory; refuses one that is not a demo's."""
    mark = directory / MARK
    if directory.exists() and any(directory.iterdir()) and not mark.exists():
        raise StageError(f"{directory} holds something that is not a demo's; name another one.")
    shutil.rmtree(directory, ignore_errors=True)
    (directory / "mail").mkdir(parents=True)
    mark.write_text("Made by `fairwell demo`, which empties this directory when it starts.\n")


def set_stage(stage: Stage, say: Callable[[str], None]) -> None:
    """Make the database, move the clock to the data's present, and import the list."""
    data = files("fairwell.demo") / "data"
    say("Setting up a database, a fictional vendor and its subscription list …")
    stage.run("migrate", "--verbosity", "0")
    stage.run("clock", "--to", DATA_NOW)
    stage.run("vendor", str(data / "vendor.toml"))
    stage.run("catalogue", str(data / "catalogue.toml"))
    for line in stage.run("import", "stripe-csv", str(data)).splitlines():
        if line.strip():
            say(f"  {line}")
    old, new, day = PRICE_CHANGE
    stage.run("price-change", old, new, "--on", day)
    stage.run("clock", "--to", OPENS)
