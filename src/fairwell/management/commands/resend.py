"""`fairwell resend REFERENCE`: send a sealed confirmation again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.people.resend_confirmation import resend_confirmation
from fairwell.models import Statement
from fairwell.proof.reference import ReferenceNumberError, parse_reference
from fairwell.queries import clock


class Command(BaseCommand):
    """The same document goes to the address on file, in a new letter."""

    help = "Send a sealed confirmation again"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which one."""
        parser.add_argument("reference")

    def handle(self, **options: Any) -> None:
        """Queue the letter."""
        try:
            reference = parse_reference(options["reference"])
            notice = resend_confirmation(
                reference=reference,
                at=clock.now(),
                actor="operator",
                channel="shell",
                idempotency_key=f"resend:{reference}",
            )
        except ReferenceNumberError as error:
            raise CommandError(f"No confirmation {options['reference']}: {error}") from error
        except Statement.DoesNotExist:
            raise CommandError(f"No confirmation {reference} is on the books.") from None
        self.stdout.write(f"The letter of {reference} is {notice.state}.")
