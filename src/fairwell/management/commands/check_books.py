"""`fairwell check-books`: ask every invariant, and say how many rows were examined and how long."""

import json
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import datetime
from time import monotonic
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from fairwell.queries import clock
from fairwell.queries.books import CHECKS, Check, Result, ask_all


class Command(BaseCommand):
    """Exit status 0 when all hold, 1 when any is violated."""

    help = "Check that the books keep every invariant"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people or for machines."""
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, **options: Any) -> None:
        """Ask all checks, whatever the first ones say."""
        at, started = clock.now(), monotonic()
        seconds: dict[str, float] = {}
        console = Console(
            file=cast("IO[str]", self.stdout), soft_wrap=True, highlight=False, markup=False
        )
        quiet = options["json"]

        def ask(check: Check, at: datetime) -> Result:
            begun = monotonic()
            said = f"{len(seconds) + 1}/{len(CHECKS)} {check.name}: {check.holds}"
            with console.status(said) if console.is_terminal else nullcontext():
                answer = check.ask(at)
            seconds[check.name] = monotonic() - begun
            if not quiet:
                self._tell(console, check, answer, seconds[check.name])
            return answer

        if quiet:
            console.quiet = True
        results = ask_all(at, ask)
        broken = sum(result.count for _, result in results)
        took = monotonic() - started
        if quiet:
            self.stdout.write(json.dumps(_as_json(at, took, results, seconds), indent=1))
        else:
            examined = sum(result.examined for _, result in results)
            console.print(f"{len(results)} checks, {examined:,} rows examined in {took:.1f} s.")
        if broken:
            raise CommandError(f"The books are broken: {broken} violations.", returncode=1)

    def _tell(self, console: Console, check: Check, answer: Result, took: float) -> None:
        mark = "FAIL" if answer.count else "ok  "
        console.print(
            f"{mark} {check.name:<16} {answer.examined:>11,} examined {answer.count:>6} violations "
            f"{took:>7.1f} s  {check.holds}",
            style="bold red" if answer.count else None,
        )
        for violation in answer.violations:
            console.print(f"       {violation.row}: {violation.wrong}")


def _as_json(
    at: datetime, took: float, results: list[tuple[Check, Result]], seconds: dict[str, float]
) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "seconds": round(took, 3),
        "checks": [
            {
                "name": check.name,
                "holds": check.holds,
                "examined": result.examined,
                "violations": result.count,
                "seconds": round(seconds[check.name], 3),
                "first": [[v.row, v.wrong] for v in result.violations],
            }
            for check, result in results
        ],
    }
