"""Importing an export-shaped list, against the same rows parsed and written without a question."""

import csv
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from demo_data.contracts import NOW
from django.apps import apps

from benchmarks.bare import Bare
from benchmarks.figures import Cell, Column, Table, rate, ratio
from benchmarks.ground import Ground, fresh
from benchmarks.lists import Lists
from benchmarks.sizes import Sizes
from benchmarks.timing import Timings
from fairwell.gateways.exports.stripe_csv.read import read_stripe_csv
from fairwell.management.taking import Taken, take_rows


@dataclass(frozen=True, slots=True)
class Filled:
    """One table's new rows as the database gives them."""

    table: str
    columns: list[str]
    rows: list[Any]


def take(directory: Path) -> Taken:
    """Import a directory of files as `fairwell import stripe-csv` does."""
    return take_rows(
        read_stripe_csv(directory), gateway="sandbox", at=NOW, progress=lambda kind, rows: None
    )


def measure_import(ground: Ground, empty: str, base: str, lists: Lists, sizes: Sizes) -> Table:
    """Import the crowd on a copy of `empty`, and write what came of it bare on another.

    The import's copy stays, under the name `base`.
    """
    whole, reading, parsing, loading = Timings(), Timings(), Timings(), Timings()
    reading.time(lambda: sum(1 for _ in read_stripe_csv(lists.crowd)))
    lines = parsing.time(lambda: parse_all(lists.crowd))
    with fresh(ground, empty, base) as name:
        with ground.bare(name) as bare:
            before = {table: _greatest(bare, table) for table in tables()}
        taken = whole.time(lambda: take(lists.crowd))
        with ground.bare(name) as bare:
            filled = [_new_rows(bare, table, after) for table, after in before.items()]
    with fresh(ground, empty) as name, ground.bare(name) as bare:
        loading.time(partial(_load, bare, filled))
    floor = Timings([parsing.wall[0] + loading.wall[0]], [parsing.cpu[0] + loading.cpu[0]])
    rows = sum(len(each.rows) for each in filled)
    new = ", ".join(f"{count:,} {kind}" for kind, count in taken.new.items())
    return Table(
        f"{ground.kind}: import of {sizes.subscriptions:,} subscriptions (seed {sizes.seed})",
        (
            Column("deed"),
            Column("ms", "ms"),
            Column("CPU ms", "ms"),
            Column("lines/s", "rate"),
            Column("rows/s", "rate"),
            Column("time / floor", "times"),
        ),
        (
            *_pair("read_stripe_csv + take_rows", whole, "csv.reader + bare writes", floor,
                   lines=lines, rows=rows),
            *_pair("read_stripe_csv alone", reading, "csv.reader alone", parsing, lines=lines),
        ),
        (
            f"{lines:,} lines of six files became {rows:,} rows, {len(taken.problems):,} remarks;",
            f"new: {new}.",
            "Floor: each line parsed by csv.reader, and the very rows that the import wrote put",
            "into the same tables, constraints and all, by executemany or COPY, one transaction.",
        ),
    )  # fmt: skip


def _pair(
    name: str, ours: Timings, floor_name: str, floor: Timings, *, lines: int, rows: int = 0
) -> list[tuple[Cell, ...]]:
    return [
        (
            label,
            each.wall[0] * 1_000,
            each.cpu[0] * 1_000,
            rate(lines, each.wall[0]),
            rate(rows, each.wall[0]) if rows else None,
            against,
        )
        for label, each, against in (
            (name, ours, ratio(ours.wall[0], floor.wall[0])),
            (f"  {floor_name}", floor, None),
        )
    ]


def _load(bare: Bare, filled: list[Filled]) -> None:
    bare.begin()
    for each in filled:
        bare.load(each.table, each.columns, each.rows)
    bare.commit()


def parse_all(directory: Path) -> int:
    """Parse every line of every file and keep none; returns how many there are, less headers."""
    lines = 0
    for path in sorted(directory.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            lines += sum(1 for _ in csv.reader(stream)) - 1
    return lines


def tables() -> list[str]:
    """Our tables."""
    return [model._meta.db_table for model in apps.get_app_config("fairwell").get_models()]


def _greatest(bare: Bare, table: str) -> int:
    ((greatest,),) = bare.run(f'SELECT coalesce(max(id), 0) FROM "{table}"', ())
    return int(greatest)


def _new_rows(bare: Bare, table: str, after: int) -> Filled:
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    names = ", ".join(f'"{column}"' for column in columns)
    return Filled(
        table, columns, bare.run(f'SELECT {names} FROM "{table}" WHERE id > %s', (after,))
    )
