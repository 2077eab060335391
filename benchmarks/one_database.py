"""Measure on one database, in a process of its own: the product's settings are read only once."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path

import django

from benchmarks.figures import Table
from benchmarks.ground import Ground, PostgresGround, SqliteGround, leave
from benchmarks.lists import Lists
from benchmarks.sizes import add_flags, sizes_of


def main() -> None:
    """Set the product up on a database of ours, measure, print, and leave nothing behind."""
    parser = ArgumentParser(prog="benchmarks.one_database", description=__doc__)
    parser.add_argument("--postgres", default="", help="URL of a server; empty means SQLite")
    parser.add_argument("--home", type=Path, required=True, help="a directory for all files")
    parser.add_argument("--lists", type=Path, required=True, help="the lists that were written")
    parser.add_argument("--vendor", type=Path, required=True, help="the vendor's file")
    parser.add_argument("--json", type=Path, required=True, help="file that takes the tables")
    add_flags(parser)
    options = parser.parse_args()
    ground: Ground = (
        PostgresGround(options.postgres) if options.postgres else SqliteGround(options.home)
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairwell.config.settings"
    os.environ["FAIRWELL_DATABASE_URL"] = ground.url("empty")
    os.environ["FAIRWELL_DATA_DIR"] = str(options.home)
    os.environ["FAIRWELL_LOG_LEVEL"] = "WARNING"
    django.setup()
    # What is measured has models, and these can be imported only now.
    from benchmarks.course import run  # noqa: PLC0415

    tables: list[Table] = []

    def tell(table: Table) -> None:
        tables.append(table)
        print(table.text(), flush=True)

    print(f"\n=== {ground.version()}", flush=True)
    try:
        run(
            ground,
            Lists(options.lists),
            vendor=options.vendor,
            sizes=sizes_of(options),
            tell=tell,
        )
    finally:
        leave()
        ground.drop_all()
    kept = [table.as_dict(ground.kind) for table in tables]
    options.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
