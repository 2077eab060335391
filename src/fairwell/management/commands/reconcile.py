"""`fairwell reconcile`: compare our books with the gateway's list, and say what differs."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.domain.term import local_date, start_of_day
from fairwell.gateways.payments.interface import GatewayError
from fairwell.models import Vendor
from fairwell.queries import clock
from fairwell.worker.reconcile import reconcile


class Command(BaseCommand):
    """Exit status 0 when both sides agree, 1 when anything differs; nothing is mended by itself."""

    help = "Compare our books with the payment gateway's, and list what differs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which days; by default yesterday alone."""
        parser.add_argument("--since", metavar="2026-11-01", help="first day; default: yesterday")
        parser.add_argument("--until", metavar="2026-11-30", help="last day; default: yesterday")

    def handle(self, **options: Any) -> None:
        """Compare, record, print."""
        vendor, at = Vendor.objects.filter(pk=1).first(), clock.now()
        if vendor is None:
            raise CommandError("No vendor is set up yet; `fairwell vendor FILE` does that.")
        yesterday = local_date(at, vendor.zone) - timedelta(days=1)
        last = _day(options["until"]) or yesterday
        first = _day(options["since"]) or min(yesterday, last)
        if first > last:
            raise CommandError(f"{first} comes after {last}.")
        since = start_of_day(first, vendor.zone)
        until = start_of_day(last + timedelta(days=1), vendor.zone)
        try:
            compared, recorded = reconcile(since=since, until=until, at=at)
        except GatewayError as away:
            raise CommandError(f"Nothing was compared. {away}", returncode=2) from away
        self.stdout.write(
            f"{first} to {last}: {compared.ours} attempts here, {compared.theirs} objects there."
        )
        if compared.differences:
            self.stdout.write(f"{'what':<14} {'when (UTC)':<17} {'object':<32} here / there")
        for one in compared.differences:
            self.stdout.write(
                f"{one.kind:<14} {one.at:%Y-%m-%d %H:%M}  {one.about + ' ' + one.ref:<32} "
                f"{one.ours or '-'} / {one.theirs or '-'}"
            )
        for case in recorded.opened:
            self.stdout.write(f"case {case.reference} opened: {case.message}")
        for case in recorded.gone:
            self.stdout.write(f"case {case.reference} closed. {case.resolution}")
        if compared.count:
            raise CommandError(
                f"{compared.count} differences; `fairwell cases` lists what is open.", returncode=1
            )
        self.stdout.write("Both sides agree.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is not a day; write it like 2026-11-30.") from None
