"""`fairwell disputes`: what payers dispute at their banks, until when to answer, and the answer."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.billing.concede_dispute import concede_dispute
from fairwell.actions.billing.send_evidence import send_evidence
from fairwell.actions.steps.promise_answer import DisputeNotAnswerableError
from fairwell.domain.disputes import DECIDED, may_answer
from fairwell.domain.money import to_major
from fairwell.gateways.paper.evidence_pdf import evidence_pdf
from fairwell.models import Dispute
from fairwell.queries import clock
from fairwell.queries.disputes import dispute_of, listed_disputes
from fairwell.queries.evidence import evidence_view


class Command(BaseCommand):
    """Silence until the deadline loses a dispute."""

    help = "List disputes and their deadlines, write or send the evidence, or concede"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with which."""
        verbs = parser.add_subparsers(dest="verb")
        listed = verbs.add_parser("list", help="open disputes, the most urgent first")
        listed.add_argument("--all", action="store_true", help="decided ones too")
        for verb, words in (
            ("show", "one dispute in full"),
            ("evidence", "write the evidence to a file, to look at it"),
            ("send", "send the evidence to the bank"),
            ("concede", "leave the money to the payer, for good"),
        ):
            one = verbs.add_parser(verb, help=words)
            one.add_argument("reference", help="ours, FW-…, or the gateway's")
            if verb == "evidence":
                one.add_argument("--out", required=True, metavar="FILE.pdf")
                one.add_argument("--language", default="en", help="such as de; default: en")
            if verb == "concede":
                one.add_argument("--note", required=True, help="why: it is kept with the case")

    def handle(self, **options: Any) -> None:
        """Do it."""
        at, verb = clock.now(), options["verb"] or "list"
        if verb == "list":
            self._list(at, closed=options.get("all", False))
            return
        dispute = dispute_of(options["reference"])
        if dispute is None:
            raise CommandError(
                f"No dispute {options['reference']}; `fairwell disputes list --all` lists them."
            )
        if verb == "show":
            self._show(dispute, at)
        elif verb == "evidence":
            self._write(dispute, at, options)
        else:
            self._answer(dispute, at, options)

    def _list(self, at: datetime, *, closed: bool) -> None:
        disputes = listed_disputes(closed=closed)
        for dispute in disputes:
            self.stdout.write(
                f"{self._deadline(dispute, at)}  {dispute.reference}  {dispute.state:<14} "
                f"{_amount(dispute):>14}  order {dispute.payment.invoice.number}  {dispute.reason}"
            )
        if not disputes:
            self.stdout.write("No dispute is on record." if closed else "No dispute is open.")

    def _show(self, dispute: Dispute, at: datetime) -> None:
        payment = dispute.payment
        sent = dispute.evidence_sent_at
        rows = (
            ("answer", self._deadline(dispute, at)),
            ("dispute", f"{dispute.reference} ({dispute.gateway} {dispute.gateway_ref})"),
            ("state", dispute.state),
            ("reason", dispute.reason),
            ("amount", _amount(dispute)),
            ("payment", f"{payment.gateway_ref} of {payment.captured_at:%Y-%m-%d %H:%M} UTC"),
            ("order", payment.invoice.number),
            ("subscription", str(payment.invoice.subscription or "-")),
            ("opened", f"{dispute.opened_at:%Y-%m-%d %H:%M} UTC"),
            ("evidence sent", f"{sent:%Y-%m-%d %H:%M} UTC" if sent else "no"),
            ("case", dispute.case.reference if dispute.case else "-"),
        )
        for label, value in rows:
            self.stdout.write(f"{label:<14} {value}")
        if dispute.state == "early_warning":
            left = to_major(payment.refundable_minor, payment.currency)
            self.stdout.write(
                "\nThe payer has not disputed it yet. Refunding it in full now ends this without a "
                f"dispute:\n  fairwell refund {payment.invoice.number} {left} "
                f'--note "early warning {dispute.gateway_ref}"'
            )
        elif may_answer(dispute.state):  # type: ignore[arg-type]
            self.stdout.write(
                f"\n  fairwell disputes evidence {dispute.reference} --out evidence.pdf\n"
                f"  fairwell disputes send {dispute.reference}\n"
                f'  fairwell disputes concede {dispute.reference} --note "…"'
            )

    def _write(self, dispute: Dispute, at: datetime, options: dict[str, Any]) -> None:
        file = Path(options["out"])
        try:
            file.write_bytes(evidence_pdf(evidence_view(dispute, as_of=at), options["language"]))
        except OSError as error:
            raise CommandError(f"{file} could not be written: {error.strerror}.") from error
        self.stdout.write(f"The evidence of {dispute.reference} is in {file}. Nothing was sent.")

    def _answer(self, dispute: Dispute, at: datetime, options: dict[str, Any]) -> None:
        who = {"actor": "operator", "channel": "shell"}
        key = f"{options['verb']}:{dispute.reference}"
        try:
            if options["verb"] == "send":
                send_evidence(dispute_id=dispute.pk, at=at, idempotency_key=key, **who)
                said = "The evidence"
            else:
                concede_dispute(
                    dispute_id=dispute.pk, note=options["note"], at=at, idempotency_key=key, **who
                )
                said = "The concession"
        except DisputeNotAnswerableError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{said} is on its way; `fairwell disputes show {dispute.reference}` says what became "
            "of it."
        )

    def _deadline(self, dispute: Dispute, at: datetime) -> str:
        if dispute.state in DECIDED:
            return f"{'decided':<26}"
        if dispute.respond_by is None:
            return f"{'no answer due':<26}"
        if dispute.respond_by <= at:
            return self.style.ERROR(f"OVERDUE since {dispute.respond_by:%Y-%m-%d}".ljust(26))
        days = (dispute.respond_by - at).days
        words = f"due {dispute.respond_by:%m-%d %H:%M} UTC ({days} d)".ljust(26)
        return self.style.WARNING(words) if days < 3 else words


def _amount(dispute: Dispute) -> str:
    return f"{to_major(dispute.amount_minor, dispute.currency)} {dispute.currency}"
