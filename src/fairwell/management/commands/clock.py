"""`fairwell clock`: show or move the product's time, where the operator allows a test clock."""

import re
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.clock.move_clock import ClockRunsForwardError, move_clock
from fairwell.queries import clock

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Command(BaseCommand):
    """Time only moves forward: what has happened stays in the past."""

    help = "Show the product's time, or move the test clock forward"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How far, or to when."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--forward", metavar="3d", help="minutes m, hours h, days d, weeks w")
        which.add_argument("--to", metavar="2026-12-01T09:00Z", help="an instant with its zone")

    def handle(self, **options: Any) -> None:
        """Move if asked, then print the time."""
        now = clock.now()
        if options["forward"] or options["to"]:
            if not settings.ENVIRONMENT.test_clock:
                raise CommandError("The test clock is off. Set FAIRWELL_TEST_CLOCK=true to use it.")
            target = _forward(now, options["forward"]) if options["forward"] else _at(options["to"])
            try:
                move_clock(to=target, at=now)
            except ClockRunsForwardError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(clock.now().isoformat(timespec="seconds"))


def _forward(now: datetime, text: str) -> datetime:
    found = re.fullmatch(r"([0-9]{1,5})([mhdw])", text)
    if found is None:
        raise CommandError(f"{text!r} is not a length of time; write 30m, 6h, 3d or 2w.")
    return now + timedelta(**{UNITS[found[2]]: int(found[1])})


def _at(text: str) -> datetime:
    try:
        target = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is not an instant; write 2026-12-01T09:00Z.") from None
    if target.tzinfo is None:
        raise CommandError(f"{text!r} has no zone; write 2026-12-01T09:00Z.")
    return target
