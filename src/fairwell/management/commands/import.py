"""`fairwell import stripe-csv DIR` and `fairwell import csv DIR`: subscription lists from files."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, TextColumn

from fairwell.domain.imports import RowProblem
from fairwell.gateways.exports.own_csv.read import read_own_csv
from fairwell.gateways.exports.reading import ReadRow
from fairwell.gateways.exports.stripe_csv.read import read_stripe_csv
from fairwell.management.taking import Taken, take_rows
from fairwell.models import PolicyVersion, Vendor
from fairwell.queries import clock

READERS: dict[str, Callable[[Path], Iterable[ReadRow]]] = {
    "stripe-csv": read_stripe_csv,
    "csv": read_own_csv,
}


class Command(BaseCommand):
    """Reads every file, takes what is new, and names each bad row by line."""

    help = "Import a subscription list: stripe-csv (exports of Stripe's dashboard) or csv (our own)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The form of the files and where they are."""
        parser.add_argument("form", choices=sorted(READERS))
        parser.add_argument("directory", type=Path, help="directory that holds the CSV files")

    def handle(self, **options: Any) -> None:
        """Exit status 0 when every row was taken, 1 when some were refused."""
        if not Vendor.objects.filter(pk=1).exists() or not PolicyVersion.objects.exists():
            raise CommandError(
                "No vendor is set up yet. Run `fairwell vendor FILE` first (docs/operating.md)."
            )
        console = Console(file=cast("IO[str]", self.stdout), highlight=False, soft_wrap=True)
        columns = (TextColumn("{task.description}"), TextColumn("{task.completed} rows"))
        with Progress(*columns, console=console, transient=True) as bars:
            tasks: dict[str, Any] = {}

            def progress(kind: str, rows: int) -> None:
                if kind not in tasks:
                    tasks[kind] = bars.add_task(kind, total=None)
                bars.advance(tasks[kind], rows)

            taken = take_rows(
                READERS[options["form"]](options["directory"]),
                gateway=settings.ENVIRONMENT.payments,
                at=clock.now(),
                progress=progress,
            )
        self._report(console, taken)

    def _report(self, console: Console, taken: Taken) -> None:
        for kind in taken.new:
            there = taken.standing[kind]
            console.print(f"{kind}: {taken.new[kind]} new, {there} already there")
        refused = [p for p in taken.problems if p.severity == "error"]
        for problem in taken.problems:
            console.print(f"{problem.severity}: {_text(problem)}", markup=False)
        if refused:
            raise CommandError(
                f"Not everything was taken: {len(refused)} error(s), named above. Mend them and "
                "run the same command again; what was taken stays as it is.",
                returncode=1,
            )


def _text(problem: RowProblem) -> str:
    return str(problem)
