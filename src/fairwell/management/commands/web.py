"""`fairwell web`: serve the pages with granian."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian import Granian
from granian.constants import Interfaces


class Command(BaseCommand):
    """WSGI threads; put a TLS proxy in front."""

    help = "Serve the web pages"

    def handle(self, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT."""
        environment = settings.ENVIRONMENT
        Granian(
            "fairwell.config.wsgi:application",
            address=environment.web_host,
            port=environment.web_port,
            interface=Interfaces.WSGI,
            workers=environment.web_processes,
            blocking_threads=environment.web_threads,
            workers_kill_timeout=10,
            log_enabled=False,
        ).serve()
