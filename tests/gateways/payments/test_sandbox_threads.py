"""Sixteen workers and one gateway: connections are kept, and no answer reaches the wrong caller."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayUnknown
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls
from fairwell.gateways.payments.sandbox.running import SandboxServer
from fairwell.gateways.payments.sandbox.server import Door
from fairwell.gateways.payments.sandbox.wire import LONGEST_IDLE_S, MOST_IDLE, Wire
from tests.threads import at_once

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Charge = Callable[..., GatewayAnswer]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every connection the bank took, by the caller's address."""
    taken: list[object] = []
    take = Door.process_request_thread

    def note(self: Door, request: object, client_address: object) -> None:
        taken.append(client_address)
        take(self, request, client_address)

    monkeypatch.setattr(Door, "process_request_thread", note)
    return taken


def renewals(gateway: SandboxGateway, charge: Charge, worker: int) -> Callable[[], object]:
    """Ten charges of ten orders, one after the other."""

    def renew() -> list[GatewayAnswer]:
        return [
            charge(
                gateway,
                method_ref=f"pm_card_{worker}_{number}",
                amount_minor=100 + 10 * worker + number,
                order_ref=f"QF-{worker}-{number}",
                idempotency_key=f"key-{worker}-{number}",
            )
            for number in range(10)
        ]

    return renew


def test_sixteen_threads_charge_at_once_and_each_gets_its_own_answers(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    heard = at_once([renewals(gateway, charge, worker) for worker in range(16)])
    assert stage.stats().charges == Made(1 + 160, 0)
    listed = {
        item.answer.gateway_ref: (item.order_ref, item.amount_minor, item.attempt_key)
        for item in gateway.list_objects(since=NOON, at=NOON)
    }
    for worker, answers in enumerate(heard):
        assert isinstance(answers, list)
        for number, answer in enumerate(answers):
            assert listed[answer.gateway_ref] == (
                f"QF-{worker}-{number}",
                100 + 10 * worker + number,
                f"key-{worker}-{number}",
            )


def test_one_key_from_sixteen_threads_charges_once(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    heard = at_once([lambda: charge(gateway)] * 16)
    assert len(set(heard)) == 1
    assert stage.stats().charges == Made(2, 0)


def test_connections_are_kept_for_whatever_thread_comes_next(
    calls: list[object], bank: SandboxServer, charge: Charge
) -> None:
    gateway = SandboxGateway(bank.url, timeout_s=5)
    calls.clear()
    for worker in range(5):
        at_once([renewals(gateway, charge, worker)])  # a new thread each time
    assert len(calls) == 1
    at_once([renewals(gateway, charge, worker) for worker in range(10, 26)])
    assert len(calls) <= MOST_IDLE


def test_a_connection_that_lay_idle_too_long_is_not_used_again(
    calls: list[object], bank: SandboxServer
) -> None:
    now = [1000.0]
    wire = Wire(bank.url, timeout_s=5, clock=lambda: now[0])
    calls.clear()

    def ask() -> None:
        wire.send("GET", "/v1/charges", NOON, params={"order_ref": "QF-1"})

    ask()
    now[0] += LONGEST_IDLE_S
    ask()
    assert len(calls) == 1
    now[0] += LONGEST_IDLE_S + 1
    ask()
    assert len(calls) == 2
    wire.close()
    ask()
    assert len(calls) == 3


def test_a_call_that_got_no_answer_does_not_spoil_the_next(
    bank: SandboxServer, stage: SandboxControls, charge: Charge
) -> None:
    impatient = SandboxGateway(bank.url, timeout_s=0.5)
    stage.order_fault("charge", "timeout_after", subject="QF-slow")
    with pytest.raises(GatewayUnknown):
        charge(impatient, order_ref="QF-slow", idempotency_key="slow")
    assert charge(impatient, order_ref="QF-2001").outcome == "succeeded"
    found = impatient.find_charge(
        idempotency_key="slow", gateway_ref=None, order_ref="QF-slow", at=NOON
    )
    assert found is not None
    assert found.outcome == "succeeded"


def test_one_caller_kept_waiting_holds_up_nobody_else(tmp_path: Path, charge: Charge) -> None:
    with SandboxServer(tmp_path / "bank.db") as bank:
        gateway, stage = SandboxGateway(bank.url, timeout_s=30), SandboxControls(bank.url)
        stage.order_fault("charge", "timeout_before", subject="QF-slow")
        lost: list[Exception] = []

        def wait() -> None:
            try:
                charge(gateway, order_ref="QF-slow", idempotency_key="slow")
            except GatewayUnknown as error:
                lost.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        at_once([renewals(gateway, charge, worker) for worker in range(15)])
        assert stage.stats().charges == Made(150, 0)
        assert waiting.is_alive()
    waiting.join(30)
    assert len(lost) == 1


def test_a_list_is_fetched_page_by_page_while_others_write(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    at_once([renewals(gateway, charge, worker) for worker in range(16)])
    pages = gateway.list_objects(since=NOON - timedelta(days=60), at=NOON)
    first = next(pages)
    assert first.payment_ref == "pay_ana"
    at_once([renewals(gateway, charge, worker) for worker in range(20, 24)])
    refs = [first.payment_ref, *(item.payment_ref for item in pages)]
    assert len(refs) == len(set(refs)) >= 161
