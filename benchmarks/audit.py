"""Checking the books over a large list, against reading each of its rows once."""

import time
from datetime import timedelta

from demo_data.contracts import NOW

from benchmarks.figures import Cell, Column, Table, rate, ratio
from benchmarks.ground import Ground
from benchmarks.importing import tables
from fairwell.queries.books import CHECKS

_AT = NOW + timedelta(minutes=2)


def measure_audit(ground: Ground, name: str) -> Table:
    """Ask every check of the books in that database, which Django is on."""
    rows: list[tuple[Cell, ...]] = []
    seconds, examined, violations = 0.0, 0, 0
    for check in CHECKS:
        started = time.perf_counter()
        answer = check.ask(_AT)
        taken = time.perf_counter() - started
        seconds += taken
        examined += answer.examined
        violations += answer.count
        each = rate(answer.examined, taken) if answer.examined else None
        rows.append((check.name, answer.examined, taken * 1_000, each, None))
    if violations:
        raise RuntimeError(f"The books are broken: {violations} violations.")
    with ground.bare(name) as bare:
        started = time.perf_counter()
        read = sum(len(bare.run(f'SELECT * FROM "{table}"', ())) for table in tables())
        floor = time.perf_counter() - started
    rows.sort(key=lambda row: -float(row[2] or 0))
    rows.append(
        ("all checks", examined, seconds * 1_000, rate(read, seconds), ratio(seconds, floor))
    )
    rows.append(("  each row read once", read, floor * 1_000, rate(read, floor), None))
    return Table(
        f"{ground.kind}: check-books over {read:,} rows",
        (
            Column("check"),
            Column("examined", "count"),
            Column("ms", "ms"),
            Column("rows/s", "rate"),
            Column("time / floor", "times"),
        ),
        tuple(rows),
        ("Rows/s of all checks: the rows in the books, each counted once.",),
    )
