"""A refund on its way over a bad wire: written down, sent once, asked about, never sent blindly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fairwell.actions.billing.submit_refund_attempt import RefundOrder, submit_refund_attempt
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import Case, OutboxEntry, Refund
from tests import deeds
from tests.cast import NOW
from tests.worker.stage import Stage


def settled(stage: Stage, refund: Refund) -> None:
    """The refund was made exactly once, the books say so, and both letters went out."""
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert stage.paid_back(refund) == Made(1, 0)
    assert stage.bank.stats().refunded_minor == {refund.currency: refund.total_minor}
    assert stage.open_promises() == []
    assert len(stage.mail.messages()) == 2
    assert deeds.violations(stage.at) == []


def test_all_is_well(stage: Stage) -> None:
    refund = stage.refund()

    assert stage.work() == 3, "the refund, its confirmation, and the news that it was paid"

    settled(stage, refund)
    attempt = deeds.attempt_of(refund)
    assert attempt.gateway_ref.startswith("re_")
    assert stage.work(days=30) == 0


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", ["timeout", "error", "drop"])
def test_a_bad_wire_leaves_a_question_and_never_a_second_refund(
    stage: Stage, fault: str, when: str
) -> None:
    refund = stage.refund()
    stage.bank.order_fault("refund", f"{fault}_{when}")

    stage.work()

    refund.refresh_from_db()
    attempt = deeds.attempt_of(refund)
    assert (refund.state, attempt.state) == ("submitted", "unknown")
    assert deeds.violations(stage.at) == []
    promised = OutboxEntry.objects.get(topic="refund")
    assert "ask before sending again" in promised.last_error
    assert promised.due_at == stage.at + timedelta(seconds=5)
    stage.work(seconds=4)
    assert deeds.attempt_of(refund).state == "unknown"
    stage.work(seconds=1)  # asked: made, or no trace of it
    stage.work(minutes=1)
    settled(stage, refund)


def test_work_that_the_bank_does_late_is_caught_by_the_key(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.order_fault("refund", "late")

    for wait in (0, 5, 30, 300, 300):
        stage.work(seconds=wait)

    settled(stage, refund)


def test_a_bank_that_is_away_is_waited_for(stage: Stage) -> None:
    refund = stage.refund()
    stage.server.stop()
    stage.work()

    attempt = deeds.attempt_of(refund)
    assert attempt.state == "init", "provably not sent"
    assert (
        "cannot be reached, so nothing was sent"
        in OutboxEntry.objects.get(topic="refund").last_error
    )
    assert deeds.violations(stage.at) == []

    for _ in range(12):
        stage.work(hours=1)
    stage.server.start()
    stage.work(hours=7)
    settled(stage, refund)


def test_a_bank_that_stays_away_past_the_objective_is_seen_in_the_books(stage: Stage) -> None:
    """Nothing was submitted, however often it was tried: the promise of an hour is not kept."""
    refund = stage.refund()
    stage.server.stop()

    for _ in range(3):
        stage.work(minutes=40)

    (late,) = deeds.violations(stage.at)
    assert late.startswith(f"11 outbox: refund:{deeds.attempt_of(refund).pk}: due by ")


def test_asking_can_fail_too_and_proves_nothing(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.order_fault("refund", "drop_after")
    stage.bank.order_fault("ask", "timeout_before", times=2)

    for wait in (0, 5, 30):
        stage.work(seconds=wait)
    assert deeds.attempt_of(refund).state == "unknown"
    stage.work(minutes=5)

    settled(stage, refund)


def test_a_worker_that_died_before_the_call_is_succeeded_by_one_that_asks(stage: Stage) -> None:
    refund = stage.refund()
    submit_refund_attempt(attempt_id=deeds.attempt_of(refund).pk, at=stage.at)

    stage.work()
    assert stage.paid_back(refund) == Made(0, 0)
    stage.work(seconds=5)

    settled(stage, refund)


def test_a_key_that_the_bank_has_forgotten_is_asked_about_first(stage: Stage) -> None:
    """The worker died after the call; a day later the key alone would pay a second time."""
    refund = stage.refund()
    call(stage, submit_refund_attempt(attempt_id=deeds.attempt_of(refund).pk, at=stage.at))

    stage.work(hours=25)

    settled(stage, refund)


def test_the_bank_pays_twice_when_nobody_asks(stage: Stage) -> None:
    """What the story above is about: a forgotten key is as good as a new one."""
    refund = stage.refund()
    order = submit_refund_attempt(attempt_id=deeds.attempt_of(refund).pk, at=stage.at)
    half = replace(order, amount_minor=3_000)

    for hours in (0, 23, 25):
        stage.at = NOW + timedelta(hours=hours)
        call(stage, half)

    assert stage.paid_back(refund) == Made(2, 0)


def call(stage: Stage, order: RefundOrder) -> None:
    """Make the call as a worker does that dies before it can write the answer down."""
    gateway = payment_gateway(order.gateway, url=stage.server.url, timeout_s=5)
    gateway.refund(
        payment_ref=order.payment_ref,
        amount_minor=order.amount_minor,
        currency=order.currency,
        idempotency_key=order.idempotency_key,
        at=stage.at,
    )


def test_unknown_for_a_week_a_person_is_asked_once(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.order_fault("refund", "drop_before")
    stage.bank.order_fault("ask", "drop_before", times=999)

    for _ in range(8 * 4):
        stage.work(hours=6)

    case = Case.objects.get()
    assert (case.kind, case.allocation) == ("unknown_outcome", refund.allocations.get())
    assert deeds.attempt_of(refund).state == "unknown"
    assert deeds.violations(stage.at) == []
