"""`fairwell check-books`: ask every invariant, and say how many rows were examined."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.queries import clock
from fairwell.queries.books import ask_all


class Command(BaseCommand):
    """Exit status 0 when all hold, 1 when any is violated."""

    help = "Check that the books keep every invariant"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For people or for machines."""
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, **options: Any) -> None:
        """Ask all checks, whatever the first ones say."""
        at = clock.now()
        results = ask_all(at)
        broken = sum(result.count for _, result in results)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "at": at.isoformat(),
                        "checks": [
                            {
                                "name": check.name,
                                "holds": check.holds,
                                "examined": result.examined,
                                "violations": result.count,
                                "first": [[v.row, v.wrong] for v in result.violations],
                            }
                            for check, result in results
                        ],
                    },
                    indent=1,
                )
            )
        else:
            for check, result in results:
                mark = "ok  " if not result.count else "FAIL"
                self.stdout.write(
                    f"{mark} {check.name:<16} {result.examined:>8} examined "
                    f"{result.count:>6} violations  {check.holds}"
                )
                for violation in result.violations:
                    self.stdout.write(f"       {violation.row}: {violation.wrong}")
        if broken:
            raise CommandError(f"The books are broken: {broken} violations.", returncode=1)
