"""`fairwell price-change`: announce a new price, see what is announced, or take it back."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fairwell.actions.catalog.announce_price_change import (
    PriceChangeRefusedError,
    announce_price_change,
)
from fairwell.actions.catalog.withdraw_price_change import withdraw_price_change
from fairwell.domain.term import local_date
from fairwell.models import Price, PriceChange, Subscription, Vendor
from fairwell.queries import clock


class Command(BaseCommand):
    """Who pays the old price is told in time, and pays the new one from that renewal on."""

    help = "Announce that a price changes, list what is announced, or withdraw it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Old and new price and the day, or the one to withdraw; nothing lists."""
        parser.add_argument("old", nargs="?", help="external id of the price that is paid now")
        parser.add_argument("new", nargs="?", help="external id of the price to come")
        parser.add_argument("--on", type=date.fromisoformat, help="renewals from this day on")
        parser.add_argument("--withdraw", metavar="OLD", help="take the announcement back")

    def handle(self, **options: Any) -> None:
        """Withdraw, announce or list."""
        if options["withdraw"]:
            self._withdraw(options["withdraw"])
        elif options["old"]:
            if not options["new"] or not options["on"]:
                raise CommandError("Say which price follows and from when: OLD NEW --on 2027-03-01")
            self._announce(options["old"], options["new"], options["on"])
        else:
            self._list()

    def _announce(self, old: str, new: str, on: date) -> None:
        try:
            change = announce_price_change(
                from_price=old,
                to_price=new,
                effective_on=on,
                at=clock.now(),
                actor="operator",
                channel="shell",
                idempotency_key=f"price-change:{old}:{new}:{on}",
            )
        except Price.DoesNotExist:
            raise CommandError(f"No price {old} or {new} is on the books.") from None
        except PriceChangeRefusedError as refused:
            raise CommandError(str(refused)) from refused
        paying = Subscription.objects.filter(price=change.from_price, ended_at=None).count()
        self.stdout.write(f"{old} becomes {new} on {on}; {paying} subscriptions will be told.")

    def _withdraw(self, old: str) -> None:
        change = PriceChange.objects.filter(from_price__external_id=old, withdrawn_at=None).first()
        if change is None:
            raise CommandError(f"No change of {old} is announced.")
        at, undone = clock.now(), 0
        while some := withdraw_price_change(
            change_id=change.pk,
            at=at,
            actor="operator",
            channel="shell",
            idempotency_key=f"withdraw:{change.pk}",
        ):
            undone += some
        self.stdout.write(f"Withdrawn; {undone} subscriptions that were told keep the old price.")

    def _list(self) -> None:
        changes = PriceChange.objects.filter(withdrawn_at=None).select_related(
            "from_price", "to_price"
        )
        zone = Vendor.objects.get(pk=1).zone
        for change in changes.order_by("effective_at", "pk"):
            told = change.subscriptions.exclude(state="replaced").count()
            self.stdout.write(
                f"{change.from_price} becomes {change.to_price} on "
                f"{local_date(change.effective_at, zone)}; {told} subscriptions were told."
            )
        if not changes:
            self.stdout.write("No change of a price is announced.")
