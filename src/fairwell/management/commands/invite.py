"""`fairwell invite EMAIL…` or `--all`: send sign-up links to imported addresses."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.models import Customer
from fairwell.queries import clock


class Command(BaseCommand):
    """Invites customers who have no account yet."""

    help = "Send sign-up invitations to imported addresses"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which addresses."""
        parser.add_argument("email", nargs="*")
        parser.add_argument("--all", action="store_true", help="everybody without an account")

    def handle(self, **options: Any) -> None:
        """Queue one invitation per address."""
        waiting = Customer.objects.filter(user__isnull=True)
        if not options["all"]:
            waiting = waiting.filter(email__in=[email.lower() for email in options["email"]])
        emails = sorted(set(waiting.values_list("email", flat=True)))
        if not emails:
            raise CommandError("No customer without an account has such an address.")
        at = clock.now()
        for email in emails:
            invite_subscriber(
                email=email,
                at=at,
                actor="operator",
                channel="shell",
                idempotency_key=f"invite:{email}:{at.isoformat()}",
            )
        self.stdout.write(f"{len(emails)} invitations are on their way.")
