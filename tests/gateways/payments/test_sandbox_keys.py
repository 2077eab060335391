"""One key, one refund: for a day. After that only those who ask first are safe."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayRejected
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALMOST_A_DAY = NOON + timedelta(hours=23, minutes=59)
A_DAY = NOON + timedelta(hours=24)
Refund = Callable[..., GatewayAnswer]


def test_the_same_key_gets_the_same_answer(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    assert pay_back(gateway) == pay_back(gateway, at=ALMOST_A_DAY)
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


def test_the_answer_is_repeated_word_for_word_though_it_has_settled_since(
    gateway: SandboxGateway, stage: SandboxControls, bank: SandboxServer, pay_back: Refund
) -> None:
    stage.order_fault("refund", "card_closed")
    failed = pay_back(gateway)
    assert pay_back(gateway) == failed
    response = requests.post(
        f"{bank.url}/v1/refunds",
        json={
            "payment_ref": "pay_ana",
            "amount_minor": 2000,
            "currency": "EUR",
            "metadata": {"attempt": "refund-1"},
        },
        headers={"Idempotency-Key": "refund-1", "Fairwell-At": NOON.isoformat()},
        timeout=5,
    )
    assert response.headers["Idempotent-Replayed"] == "true"
    assert response.json()["ref"] == failed.gateway_ref


def test_eight_threads_with_one_key_make_one_refund(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    ready = threading.Barrier(8)
    answers: list[GatewayAnswer] = []

    def hurry() -> None:
        ready.wait()
        answers.append(pay_back(gateway))

    threads = [threading.Thread(target=hurry) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


@pytest.mark.parametrize(
    "changed", [{"amount_minor": 1999}, {"payment_ref": "pay_ben"}, {"currency": "USD"}]
)
def test_a_key_cannot_be_used_for_something_else(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund, changed: dict[str, object]
) -> None:
    pay_back(gateway)
    with pytest.raises(GatewayRejected) as caught:
        pay_back(gateway, **changed)
    assert caught.value.code == "idempotency_mismatch"
    assert str(caught.value) == (
        "The idempotency key 'refund-1' was used for a refund with other arguments."
        " Use a new key for a new request."
    )
    assert stage.stats().refunds == Made(1, 0)


def test_a_charge_cannot_borrow_a_refund_s_key(
    gateway: SandboxGateway, pay_back: Refund, charge: Refund
) -> None:
    pay_back(gateway)
    with pytest.raises(GatewayRejected, match="was used for a refund with other arguments"):
        charge(gateway, idempotency_key="refund-1")


def test_a_rejected_request_does_not_use_up_its_key(
    gateway: SandboxGateway, pay_back: Refund
) -> None:
    with pytest.raises(GatewayRejected):
        pay_back(gateway, amount_minor=9999)
    assert pay_back(gateway, amount_minor=6000).outcome == "succeeded"


def test_the_trap_after_a_day_the_same_key_pays_again(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    first = pay_back(gateway)
    second = pay_back(gateway, at=A_DAY)
    assert second.gateway_ref != first.gateway_ref
    assert stage.stats().refunds_of("pay_ana") == Made(2, 0)
    assert stage.stats().refunded_minor == {"EUR": 4000}


def test_asking_still_finds_the_refund_a_year_after_the_key_is_forgotten(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    first = pay_back(gateway)
    found = gateway.find_refund(
        idempotency_key="refund-1",
        gateway_ref=None,
        payment_ref="pay_ana",
        at=NOON + timedelta(days=365),
    )
    assert found == first
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


def test_of_two_under_one_key_the_one_that_moved_money_is_found(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "card_closed")
    assert pay_back(gateway).outcome == "failed"
    moved = pay_back(gateway, at=A_DAY)
    found = gateway.find_refund(
        idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_ana", at=A_DAY
    )
    assert found == moved
