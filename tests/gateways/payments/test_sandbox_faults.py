"""The wire breaks before and after the work; who asks afterwards learns the truth."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayUnknown
from fairwell.gateways.payments.sandbox.chance import Rates
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import (
    Made,
    SandboxControls,
    SeedPayment,
    StageError,
)
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Refund = Callable[..., GatewayAnswer]

TIMED_OUT = (
    "The payment gateway did not answer within 0.5 seconds."
    " It may or may not have done this: ask before sending again."
)
LOST = (
    "The connection to the payment gateway was lost before its answer came."
    " It may or may not have done this: ask before sending again."
)
BROKEN = (
    "The payment gateway answered HTTP 500, which says nothing certain."
    " It may or may not have done this: ask before sending again."
)


def ask(gateway: SandboxGateway) -> GatewayAnswer | None:
    return gateway.find_refund(
        idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_ana", at=NOON
    )


@pytest.mark.parametrize(
    ("fault", "text"),
    [("timeout_before", TIMED_OUT), ("drop_before", LOST), ("error_before", BROKEN)],
)
def test_broken_before_the_work_nothing_was_done_and_sending_again_is_right(
    impatient: SandboxGateway,
    gateway: SandboxGateway,
    stage: SandboxControls,
    pay_back: Refund,
    fault: str,
    text: str,
) -> None:
    stage.order_fault("refund", fault, subject="pay_ana")
    with pytest.raises(GatewayUnknown) as caught:
        pay_back(impatient)
    assert str(caught.value) == text
    assert ask(gateway) is None
    assert pay_back(gateway).outcome == "succeeded"
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


@pytest.mark.parametrize(
    ("fault", "text"),
    [("timeout_after", TIMED_OUT), ("drop_after", LOST), ("error_after", BROKEN)],
)
def test_broken_after_the_work_the_refund_was_made_and_asking_finds_it(
    impatient: SandboxGateway,
    gateway: SandboxGateway,
    stage: SandboxControls,
    pay_back: Refund,
    fault: str,
    text: str,
) -> None:
    stage.order_fault("refund", fault, subject="pay_ana")
    with pytest.raises(GatewayUnknown) as caught:
        pay_back(impatient)
    assert str(caught.value) == text
    found = ask(gateway)
    assert found is not None
    assert found.outcome == "succeeded"
    assert pay_back(gateway) == found  # the key is young: the same answer, no second refund
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


def test_work_done_after_the_caller_hung_up_is_caught_by_the_key(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "late")
    with pytest.raises(GatewayUnknown, match=r"did not answer within 0\.5 seconds"):
        pay_back(impatient)
    assert pay_back(gateway).outcome == "succeeded"
    deadline = time.monotonic() + 5
    while ask(gateway) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)  # both requests have been through by now
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)


def test_late_work_is_really_done(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "late")
    with pytest.raises(GatewayUnknown):
        pay_back(impatient)
    deadline = time.monotonic() + 5
    while (found := ask(gateway)) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert found is not None
    assert found.outcome == "succeeded"


def test_charges_break_too(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls, charge: Refund
) -> None:
    stage.order_fault("charge", "timeout_after", subject="QF-2001")
    with pytest.raises(GatewayUnknown):
        charge(impatient)
    found = gateway.find_charge(
        idempotency_key="renewal-1", gateway_ref=None, order_ref="QF-2001", at=NOON
    )
    assert found is not None
    assert found.outcome == "succeeded"


def test_asking_can_fail_and_that_proves_nothing(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    done = pay_back(gateway)
    stage.order_fault("ask", "timeout_before", times=2)
    for _ in range(2):
        with pytest.raises(GatewayUnknown):
            ask(impatient)
    assert ask(gateway) == done


def test_a_fault_meets_only_the_payment_it_was_ordered_for(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "drop_before", subject="pay_somebody")
    assert pay_back(gateway).outcome == "succeeded"


def test_a_broken_wire_and_a_slow_bank_can_meet(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "timeout_after")
    stage.order_fault("refund", "pending")
    with pytest.raises(GatewayUnknown):
        pay_back(impatient)
    found = ask(gateway)
    assert found is not None
    assert found.outcome == "pending"


@pytest.mark.parametrize(
    ("operation", "fault", "times", "text"),
    [
        (
            "payout",
            "drop_before",
            1,
            "'payout' is not one of: charge, refund, setup, dispute, ask.",
        ),
        (
            "ask",
            "pending",
            1,
            "'pending' cannot happen to the operation 'ask'. Choose one of: timeout_before,",
        ),
        ("refund", "drop_before", 0, "A fault must happen at least once: times ≥ 1."),
        ("refund", "drop_before", "x", "times must be a whole number."),
    ],
)
def test_a_fault_that_cannot_be_is_refused(
    stage: SandboxControls, operation: str, fault: str, times: int, text: str
) -> None:
    with pytest.raises(StageError) as caught:
        stage.order_fault(operation, fault, times=times)
    assert str(caught.value).startswith(text)


def rough_night(path: Path, pay_back: Refund) -> tuple[list[str], Made]:
    """40 refunds over a bad wire, each asked about and sent again until it is known."""
    rates = Rates(drop_before=0.15, drop_after=0.15, error_before=0.1, error_after=0.1)
    told: list[str] = []
    with SandboxServer(path, rates=rates) as bank:
        stage, gateway = SandboxControls(bank.url), SandboxGateway(bank.url, timeout_s=5)
        refs = [f"pay_{number}" for number in range(40)]
        stage.add_payments(
            SeedPayment(payment_ref=ref, amount_minor=2000, currency="EUR", captured_at=NOON)
            for ref in refs
        )
        for ref in refs:
            answer = None
            while answer is None:
                try:
                    answer = gateway.find_refund(
                        idempotency_key=ref, gateway_ref=None, payment_ref=ref, at=NOON
                    ) or pay_back(gateway, payment_ref=ref, idempotency_key=ref)
                except GatewayUnknown:
                    told.append(ref)
        return told, stage.stats().refunds


def test_asking_first_survives_a_rough_night_and_the_night_repeats_by_its_seed(
    tmp_path: Path, pay_back: Refund
) -> None:
    told, refunds = rough_night(tmp_path / "1.db", pay_back)
    assert refunds == Made(40, 0)
    assert len(told) > 10
    assert rough_night(tmp_path / "2.db", pay_back) == (told, refunds)
