"""The sandbox bank over real HTTP, with Ana's captured payment of 60.00 EUR in its books."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import SandboxControls, SeedPayment
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANA = SeedPayment(
    payment_ref="pay_ana",
    amount_minor=6000,
    currency="EUR",
    captured_at=datetime(2026, 11, 1, 8, tzinfo=UTC),
    order_ref="QF-1001",
    method_ref="pm_card_ana",
)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer(tmp_path / "bank.sqlite3") as server:
        SandboxControls(server.url).add_payments([ANA])
        yield server


@pytest.fixture
def stage(bank: SandboxServer) -> SandboxControls:
    return SandboxControls(bank.url)


@pytest.fixture
def gateway(bank: SandboxServer) -> SandboxGateway:
    return SandboxGateway(bank.url, timeout_s=5)


@pytest.fixture
def impatient(bank: SandboxServer) -> SandboxGateway:
    """The same bank, for a caller who waits half a second."""
    return SandboxGateway(bank.url, timeout_s=0.5)


@pytest.fixture
def pay_back() -> Callable[..., GatewayAnswer]:
    """Refund Ana 20.00 EUR under the key `refund-1`, unless told otherwise."""

    def refund(gateway: SandboxGateway, **changed: Any) -> GatewayAnswer:
        usual = {
            "payment_ref": "pay_ana",
            "amount_minor": 2000,
            "currency": "EUR",
            "idempotency_key": "refund-1",
            "at": NOON,
        }
        return gateway.refund(**(usual | changed))

    return refund


@pytest.fixture
def charge() -> Callable[..., GatewayAnswer]:
    """Charge Ben 39.00 EUR for the order QF-2001, unless told otherwise."""

    def charge(gateway: SandboxGateway, **changed: Any) -> GatewayAnswer:
        usual = {
            "method_ref": "pm_card_ben",
            "amount_minor": 3900,
            "currency": "EUR",
            "order_ref": "QF-2001",
            "idempotency_key": "renewal-1",
            "at": NOON,
        }
        return gateway.charge(**(usual | changed))

    return charge
