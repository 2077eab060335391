"""Checking the books over a large list, against reading each of its rows once."""

from datetime import timedelta
from functools import partial

from demo_data.contracts import NOW

from benchmarks.bare import Bare
from benchmarks.figures import Cell, Column, Table, rate, ratio
from benchmarks.ground import Ground
from benchmarks.importing import tables
from benchmarks.timing import Timings
from fairwell.queries.books import CHECKS

_AT = NOW + timedelta(minutes=2)


def measure_audit(ground: Ground, name: str) -> Table:
    """Ask every check of the books in that database, which Django is on."""
    rows: list[tuple[Cell, ...]] = []
    seconds, cpu, examined, violations = 0.0, 0.0, 0, 0
    for check in CHECKS:
        timings = Timings()
        answer = timings.time(partial(check.ask, _AT))
        ((taken,), (computed,)) = timings.wall, timings.cpu
        seconds += taken
        cpu += computed
        examined += answer.examined
        violations += answer.count
        each = rate(answer.examined, taken) if answer.examined else None
        rows.append((check.name, answer.examined, taken * 1_000, computed * 1_000, each, None))
    if violations:
        raise RuntimeError(f"The books are broken: {violations} violations.")
    reading = Timings()
    with ground.bare(name) as bare:
        read = reading.time(partial(_read_all, bare))
    ((floor,), (floor_cpu,)) = reading.wall, reading.cpu
    rows.sort(key=lambda row: -float(row[2] or 0))
    rows += [
        (
            "all checks",
            examined,
            seconds * 1_000,
            cpu * 1_000,
            rate(read, seconds),
            ratio(seconds, floor),
        ),
        (
            "  each row read once",
            read,
            floor * 1_000,
            floor_cpu * 1_000,
            rate(read, floor),
            None,
        ),
    ]
    return Table(
        f"{ground.kind}: check-books over {read:,} rows",
        (
            Column("check"),
            Column("examined", "count"),
            Column("ms", "ms"),
            Column("CPU ms", "ms"),
            Column("rows/s", "rate"),
            Column("time / floor", "times"),
        ),
        tuple(rows),
        ("Rows/s of all checks: the rows in the books, each counted once.",),
    )


def _read_all(bare: Bare) -> int:
    return sum(len(bare.run(f'SELECT * FROM "{table}"', ())) for table in tables())
