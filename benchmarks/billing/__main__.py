"""`python -m benchmarks.billing`: how many subscriptions a second are billed, against the floor."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from run_tests import DEFAULT_POSTGRES, why_no_postgres

from benchmarks import ROOT
from benchmarks.billing.beside import Leavers
from benchmarks.billing.crowd import DUE_AT, crowd
from benchmarks.billing.floor import floor_seconds
from benchmarks.billing.told import audit_table, beside_table, run_table
from benchmarks.figures import Cell, Table, rate, ratio
from benchmarks.ground import Ground, PostgresGround, SqliteGround, fresh, use
from benchmarks.machine import machine_line

_EVERY = 20  # of the crowd beside whose billing others cancel, one in so many may leave


def main(arguments: list[str]) -> int:
    """Measure each database that answers, one crowd after the other."""
    options = _options(arguments)
    if options.database == "both":
        # The product's settings name one database for a process.
        return max(
            subprocess.run(
                [sys.executable, "-m", "benchmarks.billing", *arguments, "--database", name],
                cwd=ROOT, check=False,
            ).returncode
            for name in ("sqlite", "postgres")
        )  # fmt: skip
    server = os.environ.get("FAIRWELL_TEST_POSTGRES_URL", "") or DEFAULT_POSTGRES
    if options.database == "postgres" and (why_not := why_no_postgres(server)):
        print(f"PostgreSQL: not measured. No server answered: {why_not}")
        return 0
    tables: list[Table] = []

    def tell(table: Table) -> None:
        tables.append(table)
        print(table.text(), flush=True)

    with tempfile.TemporaryDirectory(prefix="fairwell-bench-") as directory:
        home = Path(directory)
        postgres = options.database == "postgres"
        ground: Ground = PostgresGround(server) if postgres else SqliteGround(home)
        print(f"Machine: {machine_line(home)}\n=== {ground.version()}", flush=True)
        try:
            _measure(
                _Course(ground, postgres, options.workers if postgres else 1, tell), home, options
            )
        finally:
            ground.drop_all()
    if options.json:
        kept = [table.as_dict(ground.kind) for table in tables]
        options.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def _options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.billing", description=__doc__)
    parser.add_argument("--database", choices=("both", "sqlite", "postgres"), default="both")
    parser.add_argument(
        "--due", default="10000,100000", help="sizes of the crowds (%(default)s)", metavar="N,N"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes that share a run")
    parser.add_argument(
        "--beside", type=int, default=50_000, metavar="N",
        help="crowd beside whose billing others cancel; 0: none (%(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--rates", default="20,200", help="cancellations a second (%(default)s)", metavar="N,N"
    )
    parser.add_argument(
        "--months", type=int, default=120, metavar="N",
        help="months that the customer with a long history was billed; 0: none (%(default)s)",
    )  # fmt: skip
    parser.add_argument("--repeats", type=int, default=30, help="loads of each page (%(default)s)")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    return parser.parse_args(arguments)


@dataclass(frozen=True, slots=True)
class _Course:
    """Where is measured, by how many workers, and who is told."""

    ground: Ground
    postgres: bool
    workers: int
    tell: Callable[[Table], None]

    def crowd(self, size: int, leavers_every: int = 0) -> None:
        """Make the database `crowd` anew."""
        with fresh(self.ground, "empty", "crowd"):
            pass
        with self.ground.bare("crowd") as bare:
            crowd(bare, size, postgres=self.postgres, leavers_every=leavers_every)


def _measure(course: _Course, home: Path, options: Namespace) -> None:
    ground = course.ground
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "fairwell.config.settings",
        "FAIRWELL_DATABASE_URL": ground.url("empty"),
        "FAIRWELL_DATA_DIR": str(home),
        "FAIRWELL_LOG_LEVEL": "WARNING",
    }
    django.setup()
    # Only now can what has models be imported.
    from django.core.management import call_command  # noqa: PLC0415

    from benchmarks.billing.history import measure_history  # noqa: PLC0415

    ground.create("empty")
    use(ground, "empty")
    call_command("migrate", verbosity=0)
    sizes = sorted(int(size) for size in options.due.split(",") if int(size))
    rows: list[tuple[Cell, ...]] = []
    for size in sizes:
        course.crowd(size)
        for count in sorted({1, course.workers}):
            rows.append(_row(course, size, count))
            # The large ones take minutes: each is told at once.
            print(run_table(ground.kind, rows[-1:]).text(), flush=True)
    if rows:
        course.tell(run_table(ground.kind, rows))
        use(ground, "run")
        course.tell(audit_table(ground.kind, sizes[-1], DUE_AT))
    if options.beside:
        course.crowd(options.beside, leavers_every=_EVERY)
        each = [float(one) for one in options.rates.split(",")]
        course.tell(beside_table(ground.kind, [_beside(course, options.beside, r) for r in each]))
    if options.months:
        course.tell(
            measure_history(ground, "empty", months=options.months, repeats=options.repeats)
        )


def _row(course: _Course, size: int, workers: int) -> tuple[Cell, ...]:
    ground = course.ground
    with fresh(ground, "crowd", "floor"):
        with ground.bare("floor") as bare:
            bare.run(
                "INSERT INTO fairwell_numberseries (id, name, prefix, next_no)"
                " VALUES (1, 'invoices', 'INV-', 1)",
                (),
            )
        floor = floor_seconds(
            lambda: ground.bare("floor"), size, chunk=1_000, workers=workers,
            postgres=course.postgres,
        )  # fmt: skip
    with fresh(ground, "crowd", "run"):
        taken, told = _run(ground, size, workers)
    ours = rate(size, taken)
    return (
        size, workers, rate(size, floor), ours, ratio(ours, rate(size, floor)),
        taken / size * workers * 1e6, max(each["chunk_s"] for each in told) * 1_000,
        max(each["memory_mb"] for each in told),
    )  # fmt: skip


def _beside(course: _Course, size: int, per_second: float) -> tuple[Cell, ...]:
    with fresh(course.ground, "crowd", "run"):
        leavers = Leavers(per_second, size, _EVERY, most=int(30 * per_second))
        leavers.start(course.ground.url("run"))
        due = size - size // _EVERY
        taken, _ = _run(course.ground, due, course.workers, leavers)
        return due, course.workers, rate(due, taken), *leavers.stop()


def _run(
    ground: Ground, due: int, workers: int, leavers: Leavers | None = None
) -> tuple[float, list[dict[str, Any]]]:
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
    if leavers is not None:
        leavers.go()
    began = time.perf_counter()
    run = start_billing_run(at=DUE_AT)
    assert run is not None
    for child in children:
        assert child.stdin is not None
        child.stdin.write(f"{run.pk}\n")
        child.stdin.flush()
    told = [json.loads(child.communicate()[0]) for child in children]
    taken = time.perf_counter() - began
    if (billed := sum(each["billed"] for each in told)) != due:
        raise RuntimeError(f"{billed} of {due} were billed.")
    return taken, told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
