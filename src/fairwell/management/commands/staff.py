"""`fairwell staff add EMAIL`: let a person into the console, take that back, or list who is in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.people.grant_staff import UnknownPersonError, grant_staff
from fairwell.models import User
from fairwell.queries import clock
from fairwell.queries.people import ways_in


class Command(BaseCommand):
    """The person must have an account; a second factor is theirs to set up."""

    help = "Let a person into the console, take that back, or list who is in"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, said in (("add", "let them in"), ("remove", "let them in no longer")):
            verbs.add_parser(verb, help=said).add_argument("email")
        verbs.add_parser("list", help="who is in, and who lacks a second factor")

    def handle(self, **options: Any) -> None:
        """Change one, or list all."""
        if options["verb"] == "list":
            self._list()
            return
        at, staff = clock.now(), options["verb"] == "add"
        try:
            user = grant_staff(
                email=options["email"],
                staff=staff,
                at=at,
                actor="operator",
                channel="shell",
                idempotency_key=f"staff:{options['email']}:{at.isoformat()}",
            )
        except UnknownPersonError as unknown:
            raise CommandError(f"{unknown} They need an account first.") from unknown
        self.stdout.write(f"{user.email} {'is' if staff else 'is no longer'} staff.")
        if staff and not _second_factor(user):
            self.stdout.write("A second factor is missing: they set it up under Security.")

    def _list(self) -> None:
        people = User.objects.filter(is_staff=True, is_active=True).order_by("email")
        for user in people:
            has = "second factor" if _second_factor(user) else "no second factor: cannot enter"
            self.stdout.write(f"{user.email}  {has}")
        if not people:
            self.stdout.write("Nobody is staff.")


def _second_factor(user: User) -> bool:
    ways = ways_in(user)
    return ways.has_app or ways.passkeys > 0
