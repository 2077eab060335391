"""The bank as a process: stopped politely, killed without warning, and opened again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayUnknown, GatewayUnreachable
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls, SeedPayment
from fairwell.gateways.payments.sandbox.running import NotLoopbackError, SandboxServer, serve

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Refund = Callable[..., GatewayAnswer]
BE_THE_BANK = """
import sys
from pathlib import Path
from fairwell.gateways.payments.sandbox.running import serve
serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), "seed",
      on_ready=lambda url: print(url, flush=True))
"""


@contextmanager
def bank_process(path: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", BE_THE_BANK, str(path), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def payments(*refs: str) -> list[SeedPayment]:
    return [
        SeedPayment(payment_ref=ref, amount_minor=6000, currency="EUR", captured_at=NOON)
        for ref in refs
    ]


def test_kill_9_after_the_work_keeps_the_refund(tmp_path: Path, pay_back: Refund) -> None:
    with bank_process(tmp_path / "bank.db") as (process, url):
        SandboxControls(url).add_payments(payments("pay_ana"))
        SandboxControls(url).order_fault("refund", "timeout_after")
        SandboxControls(url).order_fault("refund", "pending", subject="pay_ben")
        killer = threading.Timer(0.4, os.kill, (process.pid, signal.SIGKILL))
        killer.start()
        with pytest.raises(GatewayUnknown, match="connection to the payment gateway was lost"):
            pay_back(SandboxGateway(url, timeout_s=10))
        killer.join()
    with bank_process(tmp_path / "bank.db") as (_, url):
        gateway, stage = SandboxGateway(url, timeout_s=5), SandboxControls(url)
        found = gateway.find_refund(
            idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_ana", at=NOON
        )
        assert found is not None
        assert pay_back(gateway) == found
        assert stage.stats().refunds_of("pay_ana") == Made(1, 0)
        stage.add_payments(payments("pay_ben"))
        ben = pay_back(gateway, payment_ref="pay_ben", idempotency_key="ben")
        assert ben.outcome == "pending"  # the ordered fault was kept too


def test_kill_9_in_the_middle_of_a_storm_loses_and_doubles_nothing(
    tmp_path: Path, pay_back: Refund
) -> None:
    refs = [f"pay_{number}" for number in range(120)]
    answers: dict[str, GatewayAnswer] = {}
    with bank_process(tmp_path / "bank.db") as (process, url):
        SandboxControls(url).add_payments(payments(*refs))
        port = urlsplit(url).port or 0
        gateway = SandboxGateway(url, timeout_s=5)

        def insist(mine: list[str]) -> None:
            for ref in mine:
                while ref not in answers:
                    try:
                        answers[ref] = pay_back(gateway, payment_ref=ref, idempotency_key=ref)
                    except (GatewayUnknown, GatewayUnreachable):
                        time.sleep(0.02)

        threads = [threading.Thread(target=insist, args=(refs[n::4],)) for n in range(4)]
        for thread in threads:
            thread.start()
        while len(answers) < 20:
            time.sleep(0.005)
        process.kill()
        process.wait()
        before = len(answers)
        with bank_process(tmp_path / "bank.db", port) as (_, again):
            for thread in threads:
                thread.join()
            stats = SandboxControls(again).stats()
    assert 20 <= before < 120
    assert stats.refunds == Made(120, 0)
    assert all(made == Made(1, 0) for made in stats.by_payment.values())


def test_sigterm_ends_the_process_politely(tmp_path: Path) -> None:
    with bank_process(tmp_path / "bank.db") as (process, url):
        SandboxControls(url).stats()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_stopping_ends_held_connections_at_once_and_a_restart_remembers(
    tmp_path: Path, pay_back: Refund
) -> None:
    bank = SandboxServer(tmp_path / "bank.db").start()
    gateway = SandboxGateway(bank.url, timeout_s=30)
    SandboxControls(bank.url).add_payments(payments("pay_ana"))
    done = pay_back(gateway)
    SandboxControls(bank.url).order_fault("ask", "timeout_before")
    failures: list[Exception] = []

    def ask() -> None:
        try:
            gateway.find_refund(
                idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_ana", at=NOON
            )
        except GatewayUnknown as error:
            failures.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    time.sleep(0.2)
    started = time.monotonic()
    bank.stop()
    waiting.join()
    assert time.monotonic() - started < 5
    assert len(failures) == 1
    with bank:
        assert pay_back(SandboxGateway(bank.url, timeout_s=5)) == done


def test_a_client_goes_on_after_the_bank_was_restarted_under_it(
    tmp_path: Path, pay_back: Refund
) -> None:
    with SandboxServer(tmp_path / "bank.db") as bank:
        url = bank.url
        gateway = SandboxGateway(url, timeout_s=5)
        SandboxControls(url).add_payments(payments("pay_ana"))
        done = pay_back(gateway)
    with pytest.raises(GatewayUnreachable):
        pay_back(gateway)
    with SandboxServer(tmp_path / "bank.db", port=urlsplit(url).port or 0):
        assert pay_back(gateway) == done


def test_it_does_not_open_to_other_machines_by_accident(tmp_path: Path) -> None:
    with pytest.raises(NotLoopbackError) as caught:
        SandboxServer(tmp_path / "bank.db", host="0.0.0.0")
    assert str(caught.value) == (
        "The payment sandbox would be open to other machines at '0.0.0.0'."
        " Use 127.0.0.1, or allow it with allow_remote=True."
    )
    with pytest.raises(NotLoopbackError):
        SandboxServer(tmp_path / "bank.db", host="bank.quillfort.example")
    with SandboxServer(tmp_path / "bank.db", host="0.0.0.0", allow_remote=True) as bank:
        assert bank.url.startswith("http://0.0.0.0:")


def test_a_taken_port_is_an_error_and_not_a_second_bank(
    tmp_path: Path, bank: SandboxServer
) -> None:
    port = urlsplit(bank.url).port or 0
    with pytest.raises(OSError, match="Address already in use"):
        serve_here(tmp_path / "other.db", port)


def serve_here(path: Path, port: int) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        serve(path, "127.0.0.1", port, "seed")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_an_address_is_only_known_while_it_runs(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="is not running: start it first"):
        _ = SandboxServer(tmp_path / "bank.db").url
