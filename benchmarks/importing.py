"""Importing an export-shaped list, against the same rows parsed and written without a question."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo_data.contracts import NOW
from django.apps import apps

from benchmarks.bare import Bare
from benchmarks.figures import Column, Table, rate, ratio
from benchmarks.ground import Ground, fresh
from benchmarks.lists import Lists
from benchmarks.sizes import Sizes
from fairwell.gateways.exports.stripe_csv.read import read_stripe_csv
from fairwell.management.taking import Taken, take_rows


@dataclass(frozen=True, slots=True)
class Filled:
    """One table's new rows as the database gives them."""

    table: str
    columns: list[str]
    rows: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds of the parts of one import and of its floor."""

    whole: float
    reading: float
    parsing: float
    loading: float

    @property
    def floor(self) -> float:
        """Parsing and writing, with nothing in between."""
        return self.parsing + self.loading


def take(directory: Path) -> Taken:
    """Import a directory of files as `fairwell import stripe-csv` does."""
    return take_rows(
        read_stripe_csv(directory), gateway="sandbox", at=NOW, progress=lambda kind, rows: None
    )


def measure_import(ground: Ground, empty: str, base: str, lists: Lists, sizes: Sizes) -> Table:
    """Import the crowd on a copy of `empty`, and write what came of it bare on another.

    The import's copy stays, under the name `base`.
    """
    started = time.perf_counter()
    for _ in read_stripe_csv(lists.crowd):
        pass
    reading = time.perf_counter() - started
    with fresh(ground, empty, base) as name:
        with ground.bare(name) as bare:
            before = {table: _greatest(bare, table) for table in tables()}
        started = time.perf_counter()
        taken = take(lists.crowd)
        whole = time.perf_counter() - started
        with ground.bare(name) as bare:
            filled = [_new_rows(bare, table, after) for table, after in before.items()]
    started = time.perf_counter()
    lines = parse_all(lists.crowd)
    parsing = time.perf_counter() - started
    loading = _load_bare(ground, empty, filled)
    times = Times(whole=whole, reading=reading, parsing=parsing, loading=loading)
    return _table(ground, sizes, times, taken, lines=lines, rows=sum(len(f.rows) for f in filled))


def _load_bare(ground: Ground, empty: str, filled: list[Filled]) -> float:
    with fresh(ground, empty) as name, ground.bare(name) as bare:
        started = time.perf_counter()
        bare.begin()
        for each in filled:
            bare.load(each.table, each.columns, each.rows)
        bare.commit()
        return time.perf_counter() - started


def _table(
    ground: Ground, sizes: Sizes, times: Times, taken: Taken, *, lines: int, rows: int
) -> Table:
    new = ", ".join(f"{count:,} {kind}" for kind, count in taken.new.items())
    return Table(
        f"{ground.kind}: import of {sizes.subscriptions:,} subscriptions (seed {sizes.seed})",
        (
            Column("deed"),
            Column("ms", "ms"),
            Column("lines/s", "rate"),
            Column("rows/s", "rate"),
            Column("time / floor", "times"),
        ),
        (
            (
                "read_stripe_csv + take_rows",
                times.whole * 1_000,
                rate(lines, times.whole),
                rate(rows, times.whole),
                ratio(times.whole, times.floor),
            ),
            (
                "  csv.reader + bare writes",
                times.floor * 1_000,
                rate(lines, times.floor),
                rate(rows, times.floor),
                None,
            ),
            (
                "read_stripe_csv alone",
                times.reading * 1_000,
                rate(lines, times.reading),
                None,
                ratio(times.reading, times.parsing),
            ),
            (
                "  csv.reader alone",
                times.parsing * 1_000,
                rate(lines, times.parsing),
                None,
                None,
            ),
        ),
        (
            f"{lines:,} lines of six files became {rows:,} rows, {len(taken.problems):,} remarks;",
            f"new: {new}.",
            "Floor: each line parsed by csv.reader, and the very rows that the import wrote put",
            "into the same tables, constraints and all, by executemany or COPY, one transaction.",
        ),
    )


def parse_all(directory: Path) -> int:
    """Parse every line of every file and keep none; returns how many there are, less headers."""
    lines = 0
    for path in sorted(directory.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            lines += sum(1 for _ in csv.reader(stream)) - 1
    return lines


def tables() -> list[str]:
    """Our tables."""
    return [m._meta.db_table for m in apps.get_app_config("fairwell").get_models()]


def _greatest(bare: Bare, table: str) -> int:
    ((greatest,),) = bare.run(f'SELECT coalesce(max(id), 0) FROM "{table}"', ())
    return int(greatest)


def _new_rows(bare: Bare, table: str, after: int) -> Filled:
    model = next(m for m in apps.get_models() if m._meta.db_table == table)
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    names = ", ".join(f'"{column}"' for column in columns)
    return Filled(
        table, columns, bare.run(f'SELECT {names} FROM "{table}" WHERE id > %s', (after,))
    )
