"""`fairwell refund ORDER AMOUNT`: grant a refund that no rule gives."""

from argparse import ArgumentParser
from hashlib import sha256
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.billing.grant_refund import grant_refund
from fairwell.domain.money import MoneyError, parse_major, to_major
from fairwell.domain.refusal import RefusedError
from fairwell.models import Invoice
from fairwell.queries import clock

WHY = {
    "order_unknown": "This order has no payment of a subscription.",
    "amount_not_positive": "The amount must be above zero.",
    "amount_above_rest": "The order's payments hold only {available} {currency} more.",
}


class Command(BaseCommand):
    """The subscriber is told at once, with a sealed confirmation."""

    help = "Grant a refund of an order, in full or in part"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which order, how much, and why."""
        parser.add_argument("order")
        parser.add_argument("amount", help="in the order's currency, such as 10.00")
        parser.add_argument("--note", required=True, help="why: it is kept with the refund")
        parser.add_argument(
            "--key", default="", help="a word that makes this grant unrepeatable; default: the note"
        )

    def handle(self, **options: Any) -> None:
        """Instruct it and print its reference."""
        invoice = Invoice.objects.filter(number=options["order"]).first()
        if invoice is None or invoice.subscription_id is None:
            raise CommandError(f"No order {options['order']} of a subscription is on the books.")
        at = clock.now()
        try:
            amount = parse_major(options["amount"], invoice.currency)
            word = sha256((options["key"] or options["note"]).encode()).hexdigest()[:32]
            refund = grant_refund(
                subscription_id=invoice.subscription_id,
                amount_minor=amount,
                order_number=invoice.number,
                note=options["note"],
                at=at,
                actor="operator",
                channel="shell",
                idempotency_key=f"grant:{invoice.number}:{amount}:{word}",
            )
        except MoneyError as error:
            raise CommandError(str(error)) from error
        except RefusedError as refused:
            available = int(refused.refusal.params.get("available") or 0)
            raise CommandError(
                WHY[refused.refusal.code].format(
                    available=to_major(available, invoice.currency), currency=invoice.currency
                )
            ) from refused
        total = f"{to_major(refund.total_minor, refund.currency)} {refund.currency}"
        if refund.instructed_at == at:
            self.stdout.write(f"Refund {refund.reference} of {total} is instructed.")
        else:
            self.stdout.write(
                f"Nothing new: refund {refund.reference} of {total} was instructed already on "
                f"{refund.instructed_at:%Y-%m-%d %H:%M} UTC. Another one needs another --key."
            )
