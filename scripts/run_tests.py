"""Run the suite on SQLite, then the data layer and the stories on PostgreSQL, and sum both up.

The second run happens where a PostgreSQL answers; the last lines say plainly when none did.
``FAIRWELL_REQUIRE_POSTGRES=1`` and ``FAIRWELL_REQUIRE_BROWSER=1`` turn an absence into a failure.
Arguments go to pytest; paths among them narrow the second run too.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
BOTH_DATABASES = ("models", "actions", "queries", "worker", "stories")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SUMMARY_LINE = re.compile(r"^(=+ )?(\d+ [a-z]+, )*(\d+ [a-z]+|no tests ran) in [\d.]+s")
NO_TESTS_COLLECTED = 5


class Outcome(NamedTuple):
    """What became of one run: pytest's exit code and its own summary line."""

    code: int
    summary: str


def pytest_run(arguments: list[str], *, database_url: str) -> Outcome:
    """Run pytest with its output passed on as it comes; an empty URL means SQLite."""
    environment = os.environ | {"FAIRWELL_TEST_DATABASE_URL": database_url}
    if not database_url:
        del environment["FAIRWELL_TEST_DATABASE_URL"]
    command = [sys.executable, "-m", "pytest", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    said = bytearray()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        if process.stdout is None:
            raise RuntimeError("pytest was started without a pipe to read")
        while piece := os.read(process.stdout.fileno(), 65536):
            said += piece
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    lines = said.decode(errors="replace").rstrip().splitlines()
    summary = next((line for line in reversed(lines) if SUMMARY_LINE.match(plain(line))), "")
    return Outcome(process.returncode, summary or "(pytest printed no summary)")


def plain(line: str) -> str:
    """`line` without the terminal's colour codes."""
    return re.sub(r"\x1b\[[\d;]*m", "", line)


def with_workers(arguments: list[str]) -> list[str]:
    """The arguments for pytest, over three processes unless the caller chose otherwise.

    One more than a small machine has cores: stories wait for browsers and servers most of the time.
    """
    chosen = any(
        argument in {"--pdb", "--collect-only", "--co"}
        or argument.startswith(("-n", "--numprocesses"))
        for argument in arguments
    )
    # By their order: reordered, the files with few long tests would come last and run alone.
    spread = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
    return arguments if chosen else [*spread, *arguments]


def split_paths(arguments: list[str]) -> tuple[list[str], list[str]]:
    """The arguments that name existing files or folders, and the rest."""
    paths = [a for a in arguments if not a.startswith("-") and (ROOT / a.split("::")[0]).exists()]
    return paths, [argument for argument in arguments if argument not in paths]


def postgres_paths(paths: list[str]) -> list[str]:
    """Which of `paths` (all, when none is named) run on PostgreSQL as well."""
    rooms = [ROOT / "tests" / room for room in BOTH_DATABASES]
    if not paths:
        return [str(room.relative_to(ROOT)) for room in rooms if room.is_dir()]
    chosen: list[str] = []
    for path in paths:
        named = (ROOT / path.split("::")[0]).resolve()
        if any(named == room or room in named.parents for room in rooms):
            chosen.append(path)
        else:
            chosen += [str(r.relative_to(ROOT)) for r in rooms if r.is_dir() and named in r.parents]
    return chosen


def why_no_postgres(url: str) -> str:
    """Empty when a PostgreSQL answers at `url`; else what it said instead."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return ""


def own_database(url: str) -> str:
    """`url` with a database name of this checkout's own, so that two checkouts can test at once."""
    name = f"fairwell_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def run_on_postgres(paths: list[str], options: list[str]) -> tuple[bool, list[str]]:
    """Run `paths` on PostgreSQL if one answers: whether that is good, and the closing lines."""
    given = os.environ.get("FAIRWELL_TEST_POSTGRES_URL", "")
    url = given or DEFAULT_POSTGRES
    why_not = why_no_postgres(url)
    if why_not:
        required = bool(given) or os.environ.get("FAIRWELL_REQUIRE_POSTGRES") == "1"
        place = urlsplit(url).hostname or "the local socket"
        return not required, [
            f"PostgreSQL: {'FAILED' if required else 'NOT RUN'}, no server answered at {place}.",
            f"  It said: {why_not}",
            "  Start one or set FAIRWELL_TEST_POSTGRES_URL=postgres://user:password@host/postgres.",
        ]
    print(f"\nOn PostgreSQL: {' '.join(paths)}", flush=True)
    outcome = pytest_run([*options, *paths], database_url=own_database(url))
    narrowed = any(option in {"-k", "-m"} or option.startswith("-k=") for option in options)
    good = outcome.code == 0 or (narrowed and outcome.code == NO_TESTS_COLLECTED)
    return good, [f"PostgreSQL: {'passed' if good else 'FAILED'}", outcome.summary]


def main(arguments: list[str]) -> int:
    """Run both and print how each ended."""
    paths, options = split_paths(arguments)
    options = with_workers(options)
    sqlite = pytest_run([*options, *paths], database_url="")
    good = sqlite.code == 0
    closing = [f"SQLite: {'passed' if good else 'FAILED'}", sqlite.summary]
    on_postgres = postgres_paths(paths)
    if on_postgres:
        postgres_good, lines = run_on_postgres(on_postgres, options)
        good = good and postgres_good
        closing += lines
    else:
        closing.append("PostgreSQL: nothing among these tests needs it.")
    if not any(shutil.which(browser) for browser in BROWSERS):
        required = os.environ.get("FAIRWELL_REQUIRE_BROWSER") == "1"
        good = good and not required
        closing.append(f"Browser: {'FAILED' if required else 'NOT RUN'}, no Chromium on PATH.")
    print("\n" + "\n".join(closing), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
