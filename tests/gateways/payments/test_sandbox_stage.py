"""Setting the stage and reading the books: imports by the thousand, lists for reconciliation."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import requests

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import (
    Made,
    SandboxControls,
    SeedPayment,
    StageError,
)
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTHS_AGO = datetime(2026, 6, 1, tzinfo=UTC)
Move = Callable[..., GatewayAnswer]


def imported(number: int, amount_minor: int = 4900) -> SeedPayment:
    return SeedPayment(
        payment_ref=f"pay_imported_{number}",
        amount_minor=amount_minor,
        currency="USD",
        captured_at=MONTHS_AGO,
        order_ref=f"QF-{number}",
        attempt_key=f"attempt-{number}",
    )


def test_thousands_of_imported_payments_are_known_quickly_and_only_once(
    stage: SandboxControls,
) -> None:
    started = time.monotonic()
    assert stage.add_payments(imported(number) for number in range(5000)) == 5000
    assert time.monotonic() - started < 10
    assert stage.add_payments(imported(number) for number in range(4990, 5010)) == 10
    stats = stage.stats()
    assert stats.charges == Made(5011, 0)
    assert stats.charged_minor == {"EUR": 6000, "USD": 5010 * 4900}


def test_a_charge_that_failed_elsewhere_is_known_and_took_nothing(stage: SandboxControls) -> None:
    stage.add_payments([replace(imported(1), declined=True)])

    assert stage.stats().charges == Made(1, 1)
    assert stage.stats().charged_minor == {"EUR": 6000}


def test_a_known_payment_with_another_amount_is_refused_and_none_is_added(
    stage: SandboxControls,
) -> None:
    stage.add_payments([imported(1)])
    with pytest.raises(StageError) as caught:
        stage.add_payments([imported(2), imported(1, amount_minor=1)])
    assert str(caught.value) == (
        "Payment 'pay_imported_1' is already known as a charge of 4900 USD (minor units)."
        " No payment was added."
    )
    assert stage.stats().charges == Made(2, 0)


def test_every_object_is_listed_once_in_order_page_by_page(
    gateway: SandboxGateway, stage: SandboxControls, charge: Move, pay_back: Move
) -> None:
    stage.add_payments(imported(number) for number in range(1203))
    paid = charge(gateway)
    refunded = pay_back(gateway)
    everything = list(gateway.list_objects(since=MONTHS_AGO, at=NOON))
    assert len(everything) == 1206
    assert len({item.answer.gateway_ref for item in everything}) == 1206
    own, back = everything[-2:]
    assert (own.kind, own.attempt_key, own.order_ref) == ("charge", "renewal-1", "QF-2001")
    assert own.answer == paid
    assert (back.kind, back.attempt_key, back.payment_ref) == ("refund", "refund-1", "pay_ana")
    assert (back.amount_minor, back.currency, back.created_at) == (2000, "EUR", NOON)
    assert back.answer == refunded
    assert everything[1].attempt_key == "attempt-0"


def test_a_list_has_a_beginning_and_an_end(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Move
) -> None:
    stage.add_payments([imported(1)])
    pay_back(gateway)
    tomorrow = NOON + timedelta(days=1)
    assert [o.kind for o in gateway.list_objects(since=NOON, at=NOON)] == ["refund"]
    assert list(gateway.list_objects(since=tomorrow, at=tomorrow)) == []
    before = list(gateway.list_objects(since=MONTHS_AGO, until=NOON, at=NOON))
    assert [o.payment_ref for o in before] == ["pay_ana", "pay_imported_1"]


def test_a_list_shows_pending_ones_as_they_stand_at_that_time(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Move
) -> None:
    stage.order_fault("refund", "pending")
    pay_back(gateway)
    later = NOON + timedelta(days=3)
    assert [o.answer.outcome for o in gateway.list_objects(since=NOON, at=NOON)] == ["pending"]
    assert [o.answer.outcome for o in gateway.list_objects(since=NOON, at=later)] == ["succeeded"]


def test_wrong_stage_directions_are_refused(stage: SandboxControls, bank: SandboxServer) -> None:
    with pytest.raises(StageError, match="There is no payment 'pay_nobody'"):
        stage.close_card("pay_nobody")
    with pytest.raises(StageError, match="'soon' is not one of: at_once, after_pending"):
        stage.close_card("pay_ana", when="soon")
    nowhere = requests.get(f"{bank.url}/v2/refunds", timeout=5)
    assert (nowhere.status_code, nowhere.json()["error"]) == (
        404,
        {"code": "address_unknown", "message": "The payment sandbox has no GET /v2/refunds."},
    )
    not_json = requests.post(f"{bank.url}/v1/refunds", data="[1]", timeout=5)
    assert not_json.json()["error"]["message"] == "The body must be a JSON object."
    unlisted = requests.post(f"{bank.url}/_sandbox/payments", json={"payments": 3}, timeout=5)
    assert unlisted.json()["error"]["message"] == "payments must be a list of objects."
    assert requests.get(f"{bank.url}/_sandbox/health", timeout=5).json() == {"ok": True}


def test_a_request_cut_off_halfway_does_nothing(
    stage: SandboxControls, bank: SandboxServer
) -> None:
    body = '{"payment_ref": "pay_ana", "amount_minor": 2000, "currency": "EUR"}'
    head = (
        "POST /v1/refunds HTTP/1.1\r\nHost: bank\r\nIdempotency-Key: half\r\n"
        f"Fairwell-At: {NOON.isoformat()}\r\nContent-Length: "
    )
    assert said_to(bank, f"{head}{len(body) + 1}\r\n\r\n{body}") == ""
    assert stage.stats().refunds == Made(0, 0)
    assert said_to(bank, f"{head}{len(body)}\r\n\r\n{body}").startswith("HTTP/1.1 201 ")
    assert stage.stats().refunds == Made(1, 0)


def test_a_request_beyond_all_measure_is_refused_unread(bank: SandboxServer) -> None:
    head = "POST /_sandbox/payments HTTP/1.1\r\nHost: bank\r\nContent-Length: "
    answer = said_to(bank, f"{head}{33 * 1024 * 1024}\r\n\r\n")
    assert answer.startswith("HTTP/1.1 413 ")
    assert "Send at most 32 MiB in one request." in answer


def said_to(bank: SandboxServer, request: str) -> str:
    """Everything the bank says to raw bytes after which the caller falls silent."""
    where = urlsplit(bank.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=5) as wire:
        wire.sendall(request.encode())
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65536), b"")).decode()
