"""`fairwell serve`: web and worker together, for vendors who want one service to run."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from fairwell.management.children import Children
from fairwell.management.ports import PortTakenError, require_free
from fairwell.models import Vendor
from fairwell.queries.billing_switch import billing_is_on


class Command(BaseCommand):
    """Brings the database up to date, then runs web, worker and, if chosen, the sandbox gateway."""

    help = "Run web and worker together"

    def handle(self, **options: Any) -> None:
        """Run until SIGTERM or SIGINT, or until one of them dies."""
        call_command("migrate", interactive=False, verbosity=0)
        if not Vendor.objects.exists():
            self.stderr.write("No vendor is set up yet: run `fairwell vendor FILE`.")
        verbs = [("web",), ("worker",)]
        if settings.ENVIRONMENT.payments == "sandbox":
            verbs.insert(0, ("sandbox",))
        try:
            require_free(settings.ENVIRONMENT.web_host, settings.ENVIRONMENT.web_port)
            if settings.ENVIRONMENT.payments == "sandbox":
                bank = urlsplit(settings.ENVIRONMENT.sandbox_url)
                require_free(bank.hostname or "127.0.0.1", bank.port or 8099)
        except PortTakenError as taken:
            raise CommandError(str(taken)) from None
        with Children(verbs) as children:
            self.stdout.write(f"Fairwell serves {settings.PUBLIC_URL}")
            if not billing_is_on():
                self.stdout.write(
                    "Billing is off: nobody is billed, charged or reminded unasked"
                    " (FAIRWELL_BILLING)."
                )
            died = children.wait()
        if died is not None:
            raise CommandError(f"`fairwell {died}` stopped by itself; all was stopped with it.")
