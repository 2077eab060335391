"""However refunds follow each other, Dev never gets more back than he paid."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.gateways.payments.interface import GatewayRejected
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import SandboxControls, SeedPayment
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@settings(max_examples=15, deadline=None)
@given(amounts=st.lists(st.integers(1, 4000), min_size=1, max_size=8), data=st.data())
def test_no_order_of_refunds_pays_back_more_than_was_paid(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[int], data: st.DataObject
) -> None:
    path: Path = tmp_path_factory.mktemp("bank") / "bank.sqlite3"
    with SandboxServer(path) as bank:
        stage, gateway = SandboxControls(bank.url), SandboxGateway(bank.url, timeout_s=5)
        stage.add_payments(
            [
                SeedPayment(
                    payment_ref="pay_dev", amount_minor=6000, currency="EUR", captured_at=NOON
                )
            ]
        )
        left = 6000
        for number, amount in enumerate(amounts):
            fault = data.draw(st.sampled_from(["", "pending", "card_closed"]))
            refused = amount > left
            if fault and not refused:
                stage.order_fault("refund", fault)
            wanted = {
                "payment_ref": "pay_dev",
                "amount_minor": amount,
                "currency": "EUR",
                "idempotency_key": f"dev-{number}",
                "at": NOON,
            }
            if refused:
                with pytest.raises(GatewayRejected):
                    gateway.refund(**wanted)
            elif gateway.refund(**wanted).outcome != "failed":
                left -= amount
        assert stage.stats().refunded_minor.get("EUR", 0) == 6000 - left <= 6000
