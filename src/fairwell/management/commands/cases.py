"""`fairwell cases`: what waits for a person, and how to settle it."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.billing.record_credit_paid import NoCreditToPayError, record_credit_paid
from fairwell.actions.billing.reroute_refund import NothingToRerouteError, reroute_refund
from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.actions.cases.grant_early_end import EarlyEndNotOpenError, grant_early_end
from fairwell.actions.cases.resolve_dispute import DisputeNotOpenError, resolve_dispute
from fairwell.domain.money import MoneyError, parse_major, to_major
from fairwell.domain.refusal import RefusedError
from fairwell.models import Case, Invoice
from fairwell.queries import clock
from fairwell.queries.credit_left import credit_currency


class Command(BaseCommand):
    """Lists open cases; records that a failed refund was paid another way, or closes a case."""

    help = "List open cases, record a refund paid another way, or close a case"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """List, or settle one."""
        parser.add_argument("--paid", metavar="REFERENCE", help="its money was paid another way")
        parser.add_argument(
            "--close",
            metavar="REFERENCE",
            help="close any other case; who asked for a refund to be reviewed is mailed the note",
        )
        parser.add_argument(
            "--uphold",
            metavar="REFERENCE",
            help="the disputed charge was wrong: waive it, or pay it back; the note is mailed",
        )
        parser.add_argument(
            "--amount",
            help="with --uphold, or --paid of credit: only so much of it, such as 10.00; else all",
        )
        parser.add_argument(
            "--reject",
            metavar="REFERENCE",
            help="the disputed charge was right: it is collected again; the note is mailed",
        )
        parser.add_argument(
            "--release",
            metavar="REFERENCE",
            help="who asked to leave before the contract can end may: it ends at once",
        )
        parser.add_argument("--note", default="", help="how: a bank reference, or what was decided")

    def handle(self, **options: Any) -> None:
        """Settle if asked, else list."""
        decided = options["uphold"] or options["reject"]
        reference = options["paid"] or options["close"] or options["release"] or decided
        if not reference:
            self._list()
            return
        if not options["note"]:
            raise CommandError('Say how with --note "…": it is kept with the case.')
        at = clock.now()
        who = {"actor": "operator", "channel": "shell", "idempotency_key": f"case:{reference}"}
        try:
            if options["paid"] and Case.objects.filter(reference=reference, kind="credit_left"):
                self._paid_credit(reference, options, at, who)
            elif options["paid"]:
                refund = reroute_refund(
                    case_reference=reference, evidence=options["note"], at=at, **who
                )
                self.stdout.write(f"Refund {refund.reference} is {refund.state}.")
            elif decided:
                self._decide(reference, options, at, who)
            elif options["release"]:
                self._release(reference, options["note"], at, who)
            else:
                close_case(reference=reference, resolution=options["note"], at=at, **who)
                self.stdout.write(f"Case {reference} is closed.")
        except (
            NothingToRerouteError, NoCreditToPayError, CaseNotOpenError, DisputeNotOpenError,
            EarlyEndNotOpenError,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error

    def _paid_credit(
        self, reference: str, options: dict[str, Any], at: datetime, who: dict[str, str]
    ) -> None:
        """Credit that no payment could take back was paid some other way."""
        currency = credit_currency(reference)
        try:
            amount = parse_major(options["amount"], currency) if options["amount"] else None
            paid = record_credit_paid(
                case_reference=reference,
                evidence=options["note"],
                amount_minor=amount,
                at=at,
                **who,
            )
        except MoneyError as error:
            raise CommandError(str(error)) from error
        except RefusedError as refused:
            held = to_major(int(refused.refusal.params.get("available") or 0), currency)
            raise CommandError(f"That is not left: the credit is {held} {currency}.") from refused
        self.stdout.write(f"{to_major(paid, currency)} {currency} of credit is paid out.")

    def _decide(
        self, reference: str, options: dict[str, Any], at: datetime, who: dict[str, str]
    ) -> None:
        """Answer a subscriber's dispute of a charge."""
        upheld, amount = bool(options["uphold"]), None
        order = Invoice.objects.filter(cases__reference=reference).first()
        currency = order.currency if order else ""
        try:
            if options["amount"] and upheld and order:
                amount = parse_major(options["amount"], currency)
            resolve_dispute(
                reference=reference,
                upheld=upheld,
                amount_minor=amount,
                answer=options["note"],
                at=at,
                **who,
            )
        except MoneyError as error:
            raise CommandError(str(error)) from error
        except RefusedError as refused:
            held = to_major(int(refused.refusal.params.get("available") or 0), currency)
            raise CommandError(
                f"That cannot be given: the order holds {held} {currency} more."
            ) from refused
        end = "upheld" if upheld else "rejected"
        self.stdout.write(f"Dispute {reference} is {end}; the subscriber is told.")

    def _release(self, reference: str, note: str, at: datetime, who: dict[str, str]) -> None:
        """Let somebody go before their contract can end."""
        try:
            request = grant_early_end(reference=reference, note=note, at=at, **who)
        except RefusedError as refused:
            raise CommandError("The subscription has ended already.") from refused
        self.stdout.write(f"Ended at once under {request.reference}; the subscriber is told.")

    def _list(self) -> None:
        at = clock.now()
        cases = Case.objects.filter(state="open").select_related("subscription").order_by("due_at")
        for case in cases:
            self.stdout.write(
                f"{case.reference}  {case.kind:<16} due {self._due(case, at)}  "
                f"{case.subscription or '-'}  {case.message}"
            )
        if not cases:
            self.stdout.write("No case is open.")

    def _due(self, case: Case, at: datetime) -> str:
        day = f"{case.due_at:%Y-%m-%d}"
        return self.style.ERROR(day) if case.due_at < at else day
