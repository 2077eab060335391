"""`fairwell worker`: keep what was promised, until told to stop."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from fairwell.queries import clock
from fairwell.worker.gateway_watch import GatewayWatch
from fairwell.worker.loop import work, work_once

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Several may run at once; each promise is carried by one of them."""

    help = "Send mail, carry refunds out and end what is due"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, or for good."""
        parser.add_argument("--once", action="store_true", help="do what is due now and exit")

    def handle(self, **options: Any) -> None:
        """Work until SIGTERM or SIGINT; what is under way is finished first."""
        if options["once"]:
            done = GatewayWatch().look(clock.now) + work_once(clock.now)
            self.stdout.write(f"{done} things done.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        log.info("worker_started", billing=settings.ENVIRONMENT.billing)
        work(clock.now, stop, interval_s=settings.ENVIRONMENT.worker_interval_ms / 1000)
        log.info("worker_stopped")
