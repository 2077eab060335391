"""The bank takes so many requests a second; whoever is turned away knows that nothing was done."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import requests

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import GatewayBusy, GatewayUnknown
from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls
from fairwell.gateways.payments.sandbox.running import SandboxServer
from tests.threads import at_once

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Charge = Callable[..., GatewayAnswer]


def test_busy_means_not_done_and_says_when_to_come_back(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    stage.order_fault("charge", "busy")
    with pytest.raises(GatewayBusy) as caught:
        charge(gateway)
    assert caught.value.retry_after_s == 1
    assert str(caught.value) == (
        "The payment gateway has too much to do and did nothing. Send it again later."
    )
    assert stage.stats().charges == Made(1, 0)  # only Ana's of old
    assert charge(gateway).outcome == "succeeded"


def test_a_question_to_a_busy_bank_proves_nothing(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    stage.order_fault("ask", "busy", times=3)
    with pytest.raises(GatewayUnknown, match="That proves nothing: ask again later"):
        gateway.find_charge(
            idempotency_key="renewal-1", gateway_ref=None, order_ref="QF-2001", at=NOON
        )
    with pytest.raises(GatewayUnknown):
        list(gateway.list_objects(since=NOON, at=NOON))
    with pytest.raises(GatewayUnknown):
        list(gateway.list_disputes(since=NOON, at=NOON))


def test_a_limited_bank_does_what_it_takes_and_nothing_of_what_it_turns_away(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    stage.limit_rate(2)

    def renew(number: int) -> Callable[[], object]:
        return lambda: charge(gateway, order_ref=f"QF-{number}", idempotency_key=f"key-{number}")

    heard = at_once([renew(number) for number in range(16)])
    stage.limit_rate(None)
    done = [answer for answer in heard if isinstance(answer, GatewayAnswer)]
    busy = [answer for answer in heard if isinstance(answer, GatewayBusy)]
    assert len(done) >= 2
    assert len(busy) >= 1
    assert len(done) + len(busy) == 16
    assert stage.stats().charges == Made(1 + len(done), 0)
    again = at_once([renew(number) for number in range(16)])
    assert all(isinstance(answer, GatewayAnswer) for answer in again)
    assert stage.stats().charges == Made(1 + 16, 0)


def test_a_limit_says_so_in_http_and_leaves_the_stage_alone(
    stage: SandboxControls, bank: SandboxServer
) -> None:
    stage.limit_rate(1)
    answers = [
        requests.get(
            f"{bank.url}/v1/charges?order_ref=QF-1",
            headers={"Fairwell-At": NOON.isoformat()},
            timeout=5,
        )
        for _ in range(6)
    ]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    assert refused[0].json()["error"]["code"] == "rate_limited"
    for _ in range(6):
        stage.stats()


def test_a_paced_client_keeps_the_pause_it_is_asked_for(
    bank: SandboxServer, stage: SandboxControls, charge: Charge
) -> None:
    now, slept = [1000.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(100, 10, clock=lambda: now[0], sleep=sleep)
    gateway = SandboxGateway(bank.url, timeout_s=5, pace=pace)
    stage.order_fault("charge", "busy")
    with pytest.raises(GatewayBusy):
        charge(gateway)
    assert slept == []
    assert charge(gateway).outcome == "succeeded"
    assert slept == [1.0]


def test_a_paced_client_is_never_turned_away(
    bank: SandboxServer, stage: SandboxControls, charge: Charge
) -> None:
    stage.limit_rate(16)  # 24 at once would be too many
    gateway = payment_gateway("sandbox", url=bank.url, timeout_s=5, pace=Pace(14, 2))

    def renew(number: int) -> Callable[[], object]:
        return lambda: charge(gateway, order_ref=f"QF-{number}", idempotency_key=f"key-{number}")

    heard = at_once([renew(number) for number in range(24)])
    assert all(isinstance(answer, GatewayAnswer) for answer in heard)
    assert stage.stats().charges == Made(1 + 24, 0)
