"""`python -m benchmarks`: make the lists, measure on each database that answers, say on what."""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from run_tests import DEFAULT_POSTGRES, why_no_postgres

from benchmarks import ROOT
from benchmarks.lists import write_lists
from benchmarks.machine import machine_line
from benchmarks.sizes import Sizes, add_flags, sizes_of

VENDOR = ROOT / "src" / "fairwell" / "demo" / "data" / "vendor.toml"


def main(arguments: list[str]) -> int:
    """Exit status 0 when every database that was asked for was measured."""
    options = _options(arguments)
    sizes = sizes_of(options)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="fairwell-bench-") as directory:
        home = Path(directory)
        print(f"Machine: {machine_line(home)}")
        print("Sizes: " + ", ".join(f"{name} {value:,}" for name, value in sizes.numbers()))
        lists = write_lists(
            home / "lists",
            subscriptions=sizes.subscriptions,
            leavers=sizes.leavers,
            seed=sizes.seed,
        )
        print(f"The lists were made in {time.perf_counter() - started:.1f} s.", flush=True)
        good, tables = True, []
        for database, url in _databases(options.database):
            why_not = why_no_postgres(url) if url else ""
            if why_not:
                print(f"\n=== {database}: not measured. No server answered: {why_not}")
                good = good and options.database == "both" and not _chosen_url()
                continue
            for measured in (
                _measure(home / database, lists.home, url, sizes),
                _bill(database, home, options),
            ):
                good = good and measured is not None
                tables += measured or []
        print(f"\n{time.perf_counter() - started:.0f} s in all. Machine: {machine_line(home)}")
    if options.json:
        figures = {"sizes": dict(sizes.numbers()), "tables": tables}
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        options.json.write_text(f"{text}\n", encoding="utf-8")
    return 0 if good else 1


def _options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--database", choices=("both", "sqlite", "postgres"), default="both")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    parser.add_argument(
        "--due", default="10000,100000", metavar="N,N",
        help="sizes of the crowds that are billed; 1000000 takes minutes (%(default)s)",
    )  # fmt: skip
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
    add_flags(parser)
    return parser.parse_args(arguments)


def _chosen_url() -> str:
    return os.environ.get("FAIRWELL_TEST_POSTGRES_URL", "")


def _databases(wanted: str) -> list[tuple[str, str]]:
    """What to measure on, with the server's URL; SQLite has none."""
    every = {"sqlite": "", "postgres": _chosen_url() or DEFAULT_POSTGRES}
    return [(name, url) for name, url in every.items() if wanted in ("both", name)]


def _measure(home: Path, lists: Path, url: str, sizes: Sizes) -> list[dict[str, Any]] | None:
    """Measure in a process of its own, without settings of the caller's; None when it failed."""
    home.mkdir()
    result = home / "figures.json"
    given = {
        "--postgres": url,
        "--home": home,
        "--lists": lists,
        "--vendor": VENDOR,
        "--json": result,
    }
    flags = [str(part) for pair in given.items() for part in pair] + sizes.flags()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FAIRWELL_")}
    return _tables("benchmarks.one_database", flags, result, environment)


def _bill(database: str, home: Path, options: Namespace) -> list[dict[str, Any]] | None:
    """Measure the billing run, which makes crowds of its own; None when it failed."""
    result = home / f"billing-{database}.json"
    given = {
        "--database": database, "--due": options.due, "--beside": options.beside,
        "--rates": options.rates, "--months": options.months,
        "--repeats": 2 * options.repeats, "--json": result,
    }  # fmt: skip
    flags = [str(part) for pair in given.items() for part in pair]
    kept = ("FAIRWELL_TEST_POSTGRES_URL",)
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith("FAIRWELL_") or k in kept
    }
    return _tables("benchmarks.billing", flags, result, environment)


def _tables(
    module: str, flags: list[str], result: Path, environment: dict[str, str]
) -> list[dict[str, Any]] | None:
    """Run a module of ours, and read the tables that it left; None when it failed."""
    command = [sys.executable, "-m", module, *flags]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        print(f"\nFailed: {shlex.join(command)}", file=sys.stderr)
        return None
    tables: list[dict[str, Any]] = json.loads(result.read_text(encoding="utf-8"))
    return tables


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
