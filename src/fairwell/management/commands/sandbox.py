"""`fairwell sandbox`: run the payment simulator, or tell it of the payments on the books."""

from argparse import ArgumentParser
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fairwell.gateways.payments.sandbox.chance import Rates
from fairwell.gateways.payments.sandbox.controls import SandboxControls, SeedPayment, StageError
from fairwell.gateways.payments.sandbox.running import serve
from fairwell.models import Payment, PaymentAttempt


class Command(BaseCommand):
    """A bank that moves no money, for trying things out."""

    help = "Run the sandbox payment gateway, or tell a running one of payments and closed cards"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Serve, or tell a running one."""
        parser.add_argument(
            "--adopt",
            action="store_true",
            help="tell the running sandbox of every payment on the books, so it can refund them",
        )
        parser.add_argument(
            "--close-card", metavar="ORDER", help="refunds of that order fail: its card is closed"
        )

    def handle(self, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT; with --adopt, tell and exit."""
        environment = settings.ENVIRONMENT
        if options["adopt"] or options["close_card"]:
            try:
                if options["adopt"]:
                    self._adopt()
                if options["close_card"]:
                    self._close_card(options["close_card"])
            except StageError as error:
                raise CommandError(str(error)) from error
            return
        where = urlsplit(environment.sandbox_url)
        serve(
            settings.DATA_DIR / "sandbox-bank.sqlite3",
            where.hostname or "127.0.0.1",
            where.port or 8099,
            str(environment.sandbox_seed),
            rates=Rates(pending=1 if environment.sandbox_settle_days else 0),
            pending_days=max(environment.sandbox_settle_days, 1),
        )

    def _adopt(self) -> None:
        payments = Payment.objects.filter(gateway="sandbox").select_related("invoice", "method")
        seeds = (
            SeedPayment(
                payment_ref=payment.gateway_ref,
                # What was refunded before the import is gone at the bank too.
                amount_minor=payment.captured_minor - payment.refunded_before_import_minor,
                currency=payment.currency,
                captured_at=payment.captured_at,
                order_ref=payment.invoice.number,
                method_ref=payment.method.method_ref if payment.method else "",
            )
            for payment in payments.iterator()
            if payment.captured_minor > payment.refunded_before_import_minor
        )
        # Charges that failed in the former system stand at the bank as well.
        failed = PaymentAttempt.objects.filter(
            gateway="sandbox", kind="charge", failure_code="imported_failure"
        ).select_related("invoice", "method")
        tried = (
            SeedPayment(
                payment_ref=attempt.gateway_ref or attempt.idempotency_key,
                amount_minor=attempt.amount_minor,
                currency=attempt.currency,
                captured_at=attempt.created_at,
                order_ref=attempt.invoice.number if attempt.invoice else "",
                method_ref=attempt.method.method_ref if attempt.method else "",
                declined=True,
            )
            for attempt in failed.iterator()
        )
        controls = SandboxControls(settings.ENVIRONMENT.sandbox_url)
        told = controls.add_payments(chain(seeds, tried))
        self.stdout.write(f"The sandbox knows {told} more payments.")

    def _close_card(self, order: str) -> None:
        payments = Payment.objects.filter(invoice__number=order)
        if not payments:
            raise CommandError(f"No payment of an order {order} is on the books.")
        for payment in payments:
            SandboxControls(settings.ENVIRONMENT.sandbox_url).close_card(payment.gateway_ref)
        self.stdout.write(f"The card of order {order} is closed.")
