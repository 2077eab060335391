"""`fairwell mailbox`: a local mail server that delivers to a directory, for demos and trials."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fairwell.gateways.mail.sink import serve


class Command(BaseCommand):
    """Listens where FAIRWELL_SMTP_URL points, on this machine only."""

    help = "Run a local mail server that stores mail as files"

    def handle(self, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT."""
        where = urlsplit(settings.ENVIRONMENT.smtp_url)
        if where.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise CommandError("FAIRWELL_SMTP_URL must point to this machine, 127.0.0.1.")
        serve(settings.DEMO_MAIL_DIR, where.hostname, where.port or 25)
