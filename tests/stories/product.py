"""The running product of a story: web, worker, a simulated bank and a real mail server."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from socket import socket

import requests
from django.conf import settings
from django.db import close_old_connections

from fairwell.actions.clock.move_clock import move_clock
from fairwell.demo.letters import LetterBox
from fairwell.gateways.mail.sink import MailSink
from fairwell.gateways.payments.sandbox.controls import SandboxControls, SeedPayment
from fairwell.gateways.payments.sandbox.running import SandboxServer
from fairwell.models import Payment
from fairwell.queries import clock
from fairwell.queries.books import ask_all
from tests.cast import NOW, Cast


@dataclass
class Product:
    """What a story may do besides clicking: put people on stage, move time, break the outside."""

    site: str
    cast: Cast
    sink: MailSink
    bank: SandboxControls
    directory: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """The product's present."""
        return clock.now()

    def forward(self, **length: float) -> None:
        """Move the product's time."""
        at = clock.now()
        move_clock(to=at + timedelta(**length), at=at)

    def tell_bank(self) -> None:
        """Let the simulated bank know every payment on the books."""
        self.bank.add_payments(
            SeedPayment(
                payment_ref=payment.gateway_ref,
                amount_minor=payment.captured_minor - payment.refunded_before_import_minor,
                currency=payment.currency,
                captured_at=payment.captured_at,
            )
            for payment in Payment.objects.all()
        )

    def letter(self, to: str, containing: str, seconds: float = 30) -> EmailMessage:
        """The newest mail to `to` that contains those words; waits for it."""
        return LetterBox(self.directory / "mail").await_letter(to, containing, seconds=seconds)

    def letters(self, to: str, containing: str) -> int:
        """How many mails to `to` contain those words so far."""
        return LetterBox(self.directory / "mail").count(to, containing)

    def assert_books_hold(self) -> None:
        """Every invariant holds."""
        at = clock.now()
        broken = {c.name: r.violations for c, r in ask_all(at) if r.count}
        assert broken == {}


def wait_until(holds: object, *, seconds: float = 30) -> None:
    """Ask again and again until `holds()` is true."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.2)
        close_old_connections()


@contextmanager
def running_product(database_url: str, directory: Path) -> Iterator[Product]:
    """Start everything on free ports against that database, and stop it again."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = f"http://localhost:{port}"
    bank_file = directory / "bank.sqlite3"
    with MailSink(directory / "mail") as sink, SandboxServer(bank_file) as sandbox:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "fairwell.config.settings",
            "FAIRWELL_DATA_DIR": str(settings.DATA_DIR),
            "FAIRWELL_DATABASE_URL": database_url,
            "FAIRWELL_PUBLIC_URL": site,
            "FAIRWELL_WEB_PORT": str(port),
            "FAIRWELL_SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
            "FAIRWELL_SANDBOX_URL": sandbox.url,
            "FAIRWELL_GATEWAY_TIMEOUT_S": "2",
            "FAIRWELL_WORKER_INTERVAL_MS": "100",
            "FAIRWELL_TEST_CLOCK": "true",
            "FAIRWELL_LOG_LEVEL": "WARNING",
        }
        move_clock(to=NOW, at=clock.now())
        product = Product(site, Cast.on_stage(), sink, SandboxControls(sandbox.url), directory)
        log = (directory / "processes.log").open("wb")
        try:
            for verb in ("web", "worker"):
                product.processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", "fairwell.management", verb],
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )
            _await(site, product.processes[0], directory / "processes.log")
            yield product
        finally:
            for process in product.processes:
                process.terminate()
            for process in product.processes:
                process.wait(20)
            log.close()


def _await(site: str, web: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert web.poll() is None, log.read_text()
        try:
            if requests.get(f"{site}/healthz", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"The web process did not answer:\n{log.read_text()}")
