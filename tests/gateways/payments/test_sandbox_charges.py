"""Ben's subscription renews: his card pays, or it does not and the bank says why."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayRejected
from fairwell.gateways.payments.sandbox.chance import Rates
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Charge = Callable[..., GatewayAnswer]


def test_a_charge_succeeds_and_its_payment_can_be_refunded(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge, pay_back: Charge
) -> None:
    paid = charge(gateway)
    assert paid.outcome == "succeeded"
    found = gateway.find_charge(
        idempotency_key="renewal-1", gateway_ref=None, order_ref="QF-2001", at=NOON
    )
    assert found == paid
    assert pay_back(gateway, payment_ref=paid.gateway_ref, amount_minor=3900).outcome == "succeeded"
    assert stage.stats().refunded_by_payment == {paid.gateway_ref: 3900}


def test_an_order_nobody_charged_has_no_charge(gateway: SandboxGateway) -> None:
    found = gateway.find_charge(
        idempotency_key="renewal-1", gateway_ref=None, order_ref="QF-2001", at=NOON
    )
    assert found is None


@pytest.mark.parametrize(
    ("changed", "code", "hard"),
    [
        ({"method_ref": "pm_declined_soft"}, "insufficient_funds", False),
        ({"method_ref": "pm_do_not_honor_ben"}, "do_not_honor", False),
        ({"method_ref": "pm_declined_hard_ben"}, "card_closed", True),
        ({"method_ref": "pm_expired"}, "expired_card", True),
        ({"amount_minor": 40201}, "insufficient_funds", False),
        ({"amount_minor": 40202}, "do_not_honor", False),
        ({"amount_minor": 40203}, "card_closed", True),
    ],
)
def test_magic_methods_and_amounts_are_declined(
    gateway: SandboxGateway,
    stage: SandboxControls,
    charge: Charge,
    changed: dict[str, object],
    code: str,
    hard: bool,
) -> None:
    answer = charge(gateway, **changed)
    assert (answer.outcome, answer.failure_code, answer.hard) == ("declined", code, hard)
    assert answer.message.endswith(".")
    found = gateway.find_charge(
        idempotency_key="renewal-1", gateway_ref=None, order_ref="QF-2001", at=NOON
    )
    assert found == answer
    assert stage.stats().charges == Made(1, 1)  # Ana's old payment was made, this was not


@pytest.mark.parametrize(
    ("method_ref", "end", "code"),
    [("pm_pending_ben", "succeeded", ""), ("pm_pending_fails", "failed", "insufficient_funds")],
)
def test_a_bank_debit_takes_days(
    gateway: SandboxGateway, charge: Charge, pay_back: Charge, method_ref: str, end: str, code: str
) -> None:
    pending = charge(gateway, method_ref=method_ref)
    assert (pending.outcome, pending.expected_on) == ("pending", date(2026, 11, 25))
    with pytest.raises(GatewayRejected, match="is pending: there is no money to pay back"):
        pay_back(gateway, payment_ref=pending.gateway_ref)
    later = gateway.find_charge(
        idempotency_key="renewal-1",
        gateway_ref=pending.gateway_ref,
        order_ref="QF-2001",
        at=NOON + timedelta(days=3),
    )
    assert later is not None
    assert (later.outcome, later.failure_code) == (end, code)


def test_an_ordered_decline_happens_once(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    stage.order_fault("charge", "decline_soft", subject="pm_card_ben")
    assert charge(gateway).outcome == "declined"
    assert charge(gateway, idempotency_key="renewal-1-retry").outcome == "succeeded"


def test_a_payment_method_the_bank_does_not_know_is_rejected(
    gateway: SandboxGateway, charge: Charge
) -> None:
    with pytest.raises(GatewayRejected) as caught:
        charge(gateway, method_ref="pm_unknown")
    assert caught.value.code == "method_unknown"
    assert str(caught.value) == "There is no payment method 'pm_unknown'."


def month_of_charges(
    path: Path, charge: Charge, *, seed: str, keys: str, threads: int = 1
) -> list[tuple[str, str]]:
    """What 60 customers' cards say, in order: outcome and reference."""
    rates = Rates(decline_soft=0.2, decline_hard=0.1, pending=0.1)
    with SandboxServer(path, seed=seed, rates=rates) as bank:
        gateway = SandboxGateway(bank.url, timeout_s=5)

        def renew(number: int) -> GatewayAnswer:
            return charge(
                gateway,
                method_ref=f"pm_card_{number}",
                order_ref=f"QF-{number}",
                idempotency_key=f"{keys}-{number}",
            )

        with ThreadPoolExecutor(threads) as pool:
            answers = list(pool.map(renew, range(60)))
    return [(answer.outcome, answer.gateway_ref) for answer in answers]


def test_the_same_seed_and_sequence_decline_the_same_cards(tmp_path: Path, charge: Charge) -> None:
    first = month_of_charges(tmp_path / "1.db", charge, seed="a", keys="random")
    again = month_of_charges(tmp_path / "2.db", charge, seed="a", keys="others", threads=6)
    other = month_of_charges(tmp_path / "3.db", charge, seed="b", keys="random")
    assert first == again
    assert [outcome for outcome, _ in first] != [outcome for outcome, _ in other]
    declined = sum(outcome == "declined" for outcome, _ in first)
    assert 8 <= declined <= 28  # 18 expected


def test_a_declined_card_may_have_better_luck_next_time(tmp_path: Path, charge: Charge) -> None:
    with SandboxServer(tmp_path / "bank.db", rates=Rates(decline_soft=0.5)) as bank:
        gateway = SandboxGateway(bank.url, timeout_s=5)
        said = {charge(gateway, idempotency_key=f"try-{n}").outcome for n in range(12)}
    assert said == {"declined", "succeeded"}


def test_rates_outside_zero_and_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"The rate decline_soft must be from 0 to 1, not 20\."):
        Rates(decline_soft=20)
