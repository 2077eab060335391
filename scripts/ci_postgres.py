"""Print the URL of a PostgreSQL that the tests may use, installing and starting one if need be.

Only for the gate on a throw-away Debian machine: it becomes the superuser of a local cluster.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import shutil
import sys

import system_packages
from run_tests import DEFAULT_POSTGRES, why_no_postgres
from shell import SetupError, run

SERVER = system_packages.Need(
    "a PostgreSQL server",
    lambda: shutil.which("pg_lsclusters") is not None,
    ("postgresql",),
    "postgresql-server",
    "postgresql",
)
ROLE = "fairwell_gate"


def start_cluster() -> None:
    """Start the first local cluster that Debian's package made, unless it is running."""
    version, name, _port, status, *_ = run(["pg_lsclusters", "-h"], capture=True).split()
    if status != "online":
        run(["pg_ctlcluster", "--skip-systemctl-redirect", version, name, "start"])


def make_role() -> str:
    """Make (or give a new password to) the gate's role; returns the URL that signs it in."""
    password = secrets.token_hex(16)
    statement = (
        f"DO $$ BEGIN CREATE ROLE {ROLE}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        f"ALTER ROLE {ROLE} LOGIN SUPERUSER PASSWORD '{password}'"
    )
    run(["runuser", "-u", "postgres", "--", "psql", "-qc", statement, "postgres"])
    port = run(["pg_lsclusters", "-h"], capture=True).split()[2]
    return f"postgres://{ROLE}:{password}@127.0.0.1:{port}/postgres"


def find_or_start() -> str:
    """The URL of a server that answers; raises `SetupError` when none does and none can be made."""
    given = os.environ.get("FAIRWELL_TEST_POSTGRES_URL", "")
    if not why_no_postgres(given or DEFAULT_POSTGRES):
        return given or DEFAULT_POSTGRES
    if given:
        raise SetupError(f"FAIRWELL_TEST_POSTGRES_URL names no server that answers: {given}")
    if os.geteuid() != 0:
        raise SetupError("No PostgreSQL answers. Start one and set FAIRWELL_TEST_POSTGRES_URL.")
    with contextlib.redirect_stdout(io.StringIO()):
        system_packages.ensure([SERVER])
    start_cluster()
    url = make_role()
    why_not = why_no_postgres(url)
    if why_not:
        raise SetupError(f"PostgreSQL was started but does not answer: {why_not}")
    return url


def main() -> int:
    """Print the URL, or say on stderr why there is none."""
    try:
        print(find_or_start())
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
