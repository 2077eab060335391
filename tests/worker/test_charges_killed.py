"""Workers killed in the middle of charging, and several at once: nobody is charged twice."""

import signal
import time
from datetime import datetime, timedelta

import pytest

from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import Invoice, PaymentAttempt
from fairwell.worker.carry_charges import carry_charges
from tests import deeds
from tests.actions.bills import bill
from tests.threads import at_once
from tests.worker.stage import Stage
from tests.worker.test_many_workers import wait_until, worker


def billed(stage: Stage, count: int) -> None:
    """So many subscribers whose next term was just billed."""
    for number in range(count):
        owner = stage.cast.subscriber(f"nr{number}", signed_up=False)
    stage.at = owner.current_period_end
    bill(stage.at)


def states() -> list[str]:
    """How the charges of the new term stand."""
    return list(
        PaymentAttempt.objects.filter(idempotency_key__startswith="charge-")
        .order_by("pk")
        .values_list("state", flat=True)
    )


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_between_the_call_and_the_record(
    committed_stage: Stage, committed: str, when: str
) -> None:
    stage = committed_stage
    billed(stage, 5)
    stage.bank.order_fault("charge", f"timeout_{when}", times=5)
    done = Made(5 if when == "after" else 0, 0)

    with worker(stage, committed) as process:
        wait_until(lambda: set(states()) == {"submitted"})
        wait_until(lambda: stage.bank.stats().charges == done)
        time.sleep(0.5)  # the bank is silent, and the worker's threads wait for it
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert states() == ["submitted"] * 5
    stage.work(minutes=11)  # its lease has run out: the next worker asks
    stage.work(minutes=1)
    assert states() == ["succeeded"] * 5
    assert stage.bank.stats().charges == Made(5, 0)
    assert not Invoice.objects.filter(state="finalized").exists()
    assert deeds.violations(stage.at) == []


def test_four_workers_share_the_charges(committed_stage: Stage) -> None:
    stage = committed_stage
    billed(stage, 30)

    at_once([lambda: carry_charges(stage.clock)] * 4)
    stage.work()

    assert states() == ["succeeded"] * 30
    assert stage.bank.stats().charges == Made(30, 0)
    assert deeds.violations(stage.at) == []


def test_a_bank_with_a_limit_is_charged_at_within_it(committed_stage: Stage) -> None:
    """What it turns away was provably not charged, and goes again under the same key."""
    stage = committed_stage
    billed(stage, 20)
    stage.bank.limit_rate(10)

    for _ in range(30):
        stage.work(minutes=5)
        if set(states()) == {"succeeded"}:
            break

    assert states() == ["succeeded"] * 20
    assert stage.bank.stats().charges == Made(20, 0)


def test_one_charge_that_cannot_be_recorded_does_not_lose_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    billed(stage, 4)
    module = "fairwell.worker.carry_charges.record_charge_outcomes"
    bad = PaymentAttempt.objects.filter(state="init").earliest("pk").pk

    def record(*, outcomes: list[ChargeOutcome], at: datetime) -> object:
        if any(outcome.attempt_id == bad for outcome in outcomes):
            raise ValueError("a row that nobody foresaw")
        return record_charge_outcomes(outcomes=outcomes, at=at)

    monkeypatch.setattr(module, record)
    stage.work()

    assert sorted(states()) == ["submitted", "succeeded", "succeeded", "succeeded"]
    monkeypatch.undo()
    stage.at += timedelta(minutes=10)
    stage.work()
    assert states() == ["succeeded"] * 4
    assert stage.bank.stats().charges == Made(4, 0)
