"""The worker's stage: a bank and a mail server that really listen, and a clock to move."""

import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.test import override_settings

from fairwell.config.mailers import mailers
from fairwell.config.settings import ENVIRONMENT
from fairwell.gateways.mail.sink import MailSink
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls, SeedPayment
from fairwell.gateways.payments.sandbox.running import SandboxServer
from fairwell.models import OutboxEntry, Payment, Refund
from fairwell.worker.loop import work_once
from tests import deeds
from tests.cast import NOW, Cast


@dataclass
class Stage:
    """Everything outside the product; `at` is its present."""

    cast: Cast
    server: SandboxServer
    mail: MailSink
    at: datetime = NOW

    def clock(self) -> datetime:
        """What the product takes for the present."""
        return self.at

    @property
    def bank(self) -> SandboxControls:
        """The bank's back door."""
        return SandboxControls(self.server.url)

    def work(self, **later: float) -> int:
        """Let time pass (seconds=, hours= …) and the worker do what is due then."""
        self.at += timedelta(**later)
        return work_once(self.clock)

    def refund(self, key: str = "anna", **options: object) -> Refund:
        """One more subscriber cancels; the bank knows their payments."""
        subscription = self.cast.subscriber(key, **options)
        self.adopt()
        return deeds.leave(subscription, at=self.at).refund

    def adopt(self) -> None:
        """Tell the bank of the payments on the books."""
        self.bank.add_payments(
            SeedPayment(
                payment_ref=payment.gateway_ref,
                amount_minor=payment.captured_minor,
                currency=payment.currency,
                captured_at=payment.captured_at,
            )
            for payment in Payment.objects.all()
        )

    def paid_back(self, refund: Refund) -> Made:
        """What the bank made of the refund's first payment."""
        return self.bank.stats().refunds_of(refund.allocations.earliest("pk").payment.gateway_ref)

    def open_promises(self) -> list[str]:
        """What is still to be done, by its kind."""
        return list(OutboxEntry.objects.filter(done_at=None).values_list("topic", flat=True))


def _free_port() -> int:
    """A port below those that systems give out, so that it stays ours while the bank is away."""
    for _ in range(100):
        with socket.socket() as taken:
            port = random.SystemRandom().randrange(20_000, 30_000)
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("None of a hundred ports between 20,000 and 30,000 is free.")


@contextmanager
def on_stage(cast: Cast, directory: Path) -> Iterator[Stage]:
    """A bank and a mail server on loopback, which the product's settings point to."""
    with (
        SandboxServer(directory / "bank.sqlite3", port=_free_port()) as server,
        MailSink(directory / "mail") as mail,
        override_settings(
            ENVIRONMENT=ENVIRONMENT.model_copy(
                update={"sandbox_url": server.url, "gateway_timeout_s": 0.5}
            ),
            MAILERS=mailers(f"smtp://127.0.0.1:{mail.port}", 5),
        ),
    ):
        yield Stage(cast, server, mail)
