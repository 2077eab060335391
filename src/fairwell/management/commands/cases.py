"""`fairwell cases`: what waits for a person, and how to close a failed refund."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.billing.reroute_refund import NothingToRerouteError, reroute_refund
from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.models import Case
from fairwell.queries import clock


class Command(BaseCommand):
    """Lists open cases; records that a failed refund was paid another way, or closes a case."""

    help = "List open cases, record a refund paid another way, or close a case"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """List, or settle one."""
        parser.add_argument("--paid", metavar="REFERENCE", help="its refund was paid another way")
        parser.add_argument(
            "--close",
            metavar="REFERENCE",
            help="close any other case; who asked for a refund to be reviewed is mailed the note",
        )
        parser.add_argument("--note", default="", help="how: a bank reference, or what was decided")

    def handle(self, **options: Any) -> None:
        """Settle if asked, else list."""
        reference = options["paid"] or options["close"]
        if not reference:
            self._list()
            return
        if not options["note"]:
            raise CommandError('Say how with --note "…": it is kept with the case.')
        at = clock.now()
        who = {"actor": "operator", "channel": "shell", "idempotency_key": f"case:{reference}"}
        try:
            if options["paid"]:
                refund = reroute_refund(
                    case_reference=reference, evidence=options["note"], at=at, **who
                )
                self.stdout.write(f"Refund {refund.reference} is {refund.state}.")
            else:
                close_case(reference=reference, resolution=options["note"], at=at, **who)
                self.stdout.write(f"Case {reference} is closed.")
        except (NothingToRerouteError, CaseNotOpenError) as error:
            raise CommandError(str(error)) from error

    def _list(self) -> None:
        cases = Case.objects.filter(state="open").select_related("subscription").order_by("due_at")
        for case in cases:
            self.stdout.write(
                f"{case.reference}  {case.kind:<16} due {case.due_at:%Y-%m-%d}  "
                f"{case.subscription or '-'}  {case.message}"
            )
        if not cases:
            self.stdout.write("No case is open.")
