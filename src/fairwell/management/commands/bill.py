"""`fairwell bill`: renew and bill all that is due, with progress and a report."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.domain.money import to_major
from fairwell.models import BillingRun
from fairwell.queries import clock
from fairwell.queries.billing_runs import RunProgress, count_due, run_progress
from fairwell.queries.billing_switch import billing_is_on

# Priority of a run's processes, below the usual 0: people who wait for a page come first.
YIELD = 10


class Command(BaseCommand):
    """Stopped at any moment, it goes on where it was when called again; nothing is billed twice."""

    help = "Renew and bill every subscription that is due"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How, and by how many."""
        parser.add_argument(
            "--catch-up",
            action="store_true",
            help="bill every period missed, oldest first, not only the one that runs now",
        )
        parser.add_argument(
            "--workers", type=int, default=1, metavar="N", help="processes that share the run"
        )
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")
        parser.add_argument(
            "--even-though-off",
            action="store_true",
            help="bill once although FAIRWELL_BILLING is off; the worker sends no charge of it",
        )
        parser.add_argument("--join", type=int, metavar="RUN", help="help along an open run")

    def handle(self, **options: Any) -> None:
        """Start a run, or go on with the open one, until nothing is due."""
        os.setpriority(os.PRIO_PROCESS, 0, YIELD)
        if options["join"]:
            while bill_next_chunk(run_id=options["join"], at=clock.now()) is not None:
                pass
            return
        at = clock.now()
        if options["dry_run"]:
            off = "" if billing_is_on() else " Billing is off (FAIRWELL_BILLING)."
            self.stdout.write(f"{count_due(at=at):,} subscriptions are due.{off}")
            return
        if not billing_is_on():
            self._say_off(even_though=options["even_though_off"])
        if not 1 <= options["workers"] <= 64:
            raise CommandError("--workers is a number from 1 to 64.")
        before = 0
        while run := self._start(at, catch_up=options["catch_up"]):
            self._bill(run, options["workers"])
            progress = run_progress(run.pk)
            self._report(progress)
            # Catching up bills one period at a time; without progress it would never end.
            if not options["catch_up"] or not _billed(progress):
                break
            before += _billed(progress)
        else:
            if not before:
                self.stdout.write("Nothing is due.")

    def _say_off(self, *, even_though: bool) -> None:
        if not even_though:
            raise CommandError(
                "Billing is off, so nothing was billed. Set FAIRWELL_BILLING=on when this system"
                " is to bill and charge by itself; `fairwell bill --even-though-off` bills once,"
                " and `fairwell bill --dry-run` only counts."
            )
        self.stderr.write(
            "Billing is off: what is billed now is not charged until FAIRWELL_BILLING is on."
        )

    def _start(self, at: Any, *, catch_up: bool) -> BillingRun | None:
        run = start_billing_run(at=at, catch_up=catch_up)
        if run is not None and run.catch_up != catch_up:
            raise CommandError(
                f"Run {run.pk} is open {'with' if run.catch_up else 'without'} --catch-up:"
                f" call `fairwell bill{' --catch-up' if run.catch_up else ''}` to finish it first."
            )
        return run

    def _bill(self, run: BillingRun, workers: int) -> None:
        helpers = [
            subprocess.Popen(  # noqa: S603 - our own command, fixed words
                [sys.executable, "-m", "fairwell.management", "bill", "--join", str(run.pk)],
                env=os.environ,
            )
            for _ in range(workers - 1)
        ]
        console = Console(stderr=True)
        columns = (TextColumn("billing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        try:
            with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
                standing = run_progress(run.pk)
                task = bar.add_task("billing", total=standing.chunks, completed=standing.done)
                while bill_next_chunk(run_id=run.pk, at=clock.now()) is not None:
                    bar.update(task, completed=run_progress(run.pk).done)
        finally:
            statuses = [helper.wait() for helper in helpers]
        if any(statuses):
            raise CommandError("A helping process failed; call `fairwell bill` again to finish.")
        bill_next_chunk(run_id=run.pk, at=clock.now())  # the last to end closes the run

    def _report(self, progress: RunProgress) -> None:
        self.stdout.write(
            f"Run {progress.run_id}, due by {progress.due_at:%Y-%m-%d %H:%M} UTC:"
            f" {progress.done} of {progress.chunks} ranges done."
        )
        for name, count in sorted(progress.counts.items()):
            self.stdout.write(f"  {count:>10,}  {name}")
        for currency, minor in sorted(progress.billed_minor.items()):
            self.stdout.write(f"  {to_major(minor, currency):>14} {currency} billed")


def _billed(progress: RunProgress) -> int:
    return progress.counts.get("renewed", 0) + progress.counts.get("trial converted", 0)
