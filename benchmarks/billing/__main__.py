"""`python -m benchmarks.billing`: how many subscriptions a second are billed, against the floor."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import django
from run_tests import DEFAULT_POSTGRES, why_no_postgres

from benchmarks import ROOT
from benchmarks.billing.crowd import DUE_AT, crowd
from benchmarks.billing.floor import floor_seconds
from benchmarks.figures import Column, Table, rate, ratio
from benchmarks.ground import Ground, PostgresGround, SqliteGround, fresh, use
from benchmarks.machine import machine_line


def main(arguments: list[str]) -> int:
    """Measure each database that answers, one crowd after the other."""
    parser = ArgumentParser(prog="python -m benchmarks.billing", description=__doc__)
    parser.add_argument("--database", choices=("both", "sqlite", "postgres"), default="both")
    parser.add_argument(
        "--due", default="10000,100000", help="sizes of the crowds (%(default)s)", metavar="N,N"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes that share a run")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.due.split(",")]
    if options.database == "both":
        # The product's settings name one database for a process.
        flags = ["--due", options.due, "--workers", str(options.workers)]
        return max(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.billing", "--database", name, *flags],
                cwd=ROOT, check=False,
            ).returncode
            for name in ("sqlite", "postgres")
        )  # fmt: skip
    server = os.environ.get("FAIRWELL_TEST_POSTGRES_URL", "") or DEFAULT_POSTGRES
    if options.database == "postgres" and (why_not := why_no_postgres(server)):
        print(f"PostgreSQL: not measured. No server answered: {why_not}")
        return 0
    with tempfile.TemporaryDirectory(prefix="fairwell-bench-") as directory:
        home = Path(directory)
        postgres = options.database == "postgres"
        ground: Ground = PostgresGround(server) if postgres else SqliteGround(home)
        print(f"Machine: {machine_line(home)}\n=== {ground.version()}", flush=True)
        try:
            _measure(ground, home, sizes, options.workers if postgres else 1)
        finally:
            ground.drop_all()
    return 0


def _measure(ground: Ground, home: Path, sizes: list[int], workers: int) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "fairwell.config.settings",
        "FAIRWELL_DATABASE_URL": ground.url("empty"),
        "FAIRWELL_DATA_DIR": str(home),
        "FAIRWELL_LOG_LEVEL": "WARNING",
    }
    django.setup()
    # Only now can what has models be imported.
    from django.core.management import call_command  # noqa: PLC0415

    ground.create("empty")
    use(ground, "empty")
    call_command("migrate", verbosity=0)
    rows = []
    for size in sizes:
        with fresh(ground, "empty", "crowd"):
            pass
        postgres = isinstance(ground, PostgresGround)
        with ground.bare("crowd") as bare:
            crowd(bare, size, postgres=postgres)
        for count in sorted({1, workers}):
            rows.append(_row(ground, size, count, postgres=postgres))
            print(_table(ground, [rows[-1]]).text(), flush=True)
    print(_table(ground, rows).text(), flush=True)


def _row(ground: Ground, size: int, workers: int, *, postgres: bool) -> tuple[Any, ...]:
    with fresh(ground, "crowd", "floor"):
        with ground.bare("floor") as bare:
            bare.run(
                "INSERT INTO fairwell_numberseries (id, name, prefix, next_no)"
                " VALUES (1, 'invoices', 'INV-', 1)",
                (),
            )
        floor = floor_seconds(
            lambda: ground.bare("floor"), size, chunk=1_000, workers=workers, postgres=postgres
        )
    with fresh(ground, "crowd", "run"):
        start, taken, told = _run(ground, size, workers)
    ours = rate(size, start + taken)
    return (
        size, workers, rate(size, floor), ours, ratio(ours, rate(size, floor)),
        taken / size * workers * 1e6, max(each["chunk_s"] for each in told) * 1_000,
        max(each["memory_mb"] for each in told),
    )  # fmt: skip


def _run(ground: Ground, size: int, workers: int) -> tuple[float, float, list[dict[str, Any]]]:
    """Seconds to cut the run and to bill it, and what each worker told."""
    from fairwell.actions.billing.start_billing_run import start_billing_run  # noqa: PLC0415

    environment = os.environ | {"FAIRWELL_DATABASE_URL": ground.url("run")}
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.billing.worker"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(workers)
    ]  # fmt: skip
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    began = time.perf_counter()
    run = start_billing_run(at=DUE_AT)
    assert run is not None
    start = time.perf_counter() - began
    began = time.perf_counter()
    for child in children:
        assert child.stdin is not None
        child.stdin.write(f"{run.pk}\n")
        child.stdin.flush()
    told = [json.loads(child.communicate()[0]) for child in children]
    taken = time.perf_counter() - began
    assert sum(each["billed"] for each in told) == size
    return start, taken, told


def _table(ground: Ground, rows: list[tuple[Any, ...]]) -> Table:
    return Table(
        f"{ground.kind}: billing run, ranges of 1,000",
        (
            Column("due", "count"), Column("workers", "count"), Column("floor", "rate"),
            Column("run", "rate"), Column("of floor", "share"), Column("µs each", "count"),
            Column("range p50", "ms"), Column("memory MB", "count"),
        ),
        tuple(rows),
        ("Floor: the same rows by bare INSERT … SELECT in the same ranges, foreign keys on.",
         "µs each: of one worker, for one subscription."),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
