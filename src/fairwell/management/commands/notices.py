"""`fairwell notices`: which letters are due when, which are late, and what nobody can decide."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.domain.notices import unplanned
from fairwell.domain.term import local_date
from fairwell.models import PolicyVersion, Vendor
from fairwell.queries import clock
from fairwell.queries.notices import due_letters, late_letters, undecided_rules
from fairwell.queries.policies import pack_of


class Command(BaseCommand):
    """The worker plans and sends them; this only looks."""

    help = "List the letters that are due, the late ones, and rules that cannot be decided"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is due, or one of the two lists."""
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--late", action="store_true", help="those past their last day")
        which.add_argument(
            "--undecided",
            action="store_true",
            help="rules that lack a fact, and for how many subscriptions",
        )

    def handle(self, **options: Any) -> None:
        """Print one of the lists."""
        vendor = Vendor.objects.filter(pk=1).first()
        if vendor is None:
            raise CommandError("There is no vendor yet. Load vendor.toml with `fairwell vendor`.")
        if options["late"]:
            self._late(vendor)
        elif options["undecided"]:
            self._undecided()
        else:
            self._due(vendor)

    def _due(self, vendor: Vendor) -> None:
        due = due_letters(vendor.zone)
        for letters in due:
            last = f"  in time until {letters.last_day}" if letters.last_day else ""
            self.stdout.write(
                f"{letters.day}  {letters.template:<18} {letters.count:>8}"
                f"  {letters.required} required{last}"
            )
        if not due:
            self.stdout.write("No letter is queued.")

    def _late(self, vendor: Vendor) -> None:
        found = False
        for notice in late_letters(local_date(clock.now(), vendor.zone), vendor.zone):
            found = True
            rules = ", ".join(rule for _pack, rule in notice.required_by)
            self.stdout.write(
                f"{notice.last_day}  {notice.template:<18} {notice.state:<7} "
                f"{notice.subscription}  {rules}  {notice.server_answer}".rstrip()
            )
        if not found:
            self.stdout.write("No letter that a law wants is late.")

    def _undecided(self) -> None:
        rules = undecided_rules(at=clock.now())
        for (pack, rule, missing), count in sorted(rules.items()):
            self.stdout.write(f"{pack} {rule}: {count} subscriptions lack {missing}")
        packs = [pack_of(version) for version in PolicyVersion.objects.order_by("pk")]
        lost = unplanned(packs)
        for pack, rule in lost:
            self.stdout.write(f"{pack} {rule}: counted from a day that no letter is about")
        if not rules and not lost:
            self.stdout.write("Every rule about notices can be decided.")
