"""Renewals on their way to the bank over a bad wire: charged once, or asked about first."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import Case, Invoice, PaymentAttempt, Subscription
from tests import deeds
from tests.actions.bills import bill, newest
from tests.worker.stage import Stage


def renewed(stage: Stage, key: str = "anna", **options: object) -> Subscription:
    """A subscriber whose term has run out and was billed anew; the charge waits."""
    subscription = stage.cast.subscriber(key, **options)
    stage.at = max(stage.at, subscription.current_period_end)
    bill(stage.at)
    subscription.refresh_from_db()
    return subscription


def charge_of(subscription: Subscription) -> PaymentAttempt:
    """The latest charge of its newest invoice."""
    return newest(subscription).attempts.latest("pk")


def paid(stage: Stage, subscription: Subscription) -> None:
    """It was charged exactly once, the books say so, and the receipt went out."""
    invoice, attempt = newest(subscription), charge_of(subscription)
    assert (invoice.state, invoice.collection, invoice.collect_at) == ("paid", "none", None)
    assert (attempt.state, attempt.ask_at) == ("succeeded", None)
    assert stage.bank.stats().charges == Made(1, 0)
    assert stage.bank.stats().charged_minor == {invoice.currency: invoice.total_minor}
    subscription.refresh_from_db()
    assert subscription.standing == "current"
    assert deeds.history(subscription).count("charge_succeeded") == 1
    assert invoice.notices.filter(template="receipt").count() == 1
    assert deeds.violations(stage.at) == []


def test_all_is_well(stage: Stage) -> None:
    anna = renewed(stage)

    stage.work()

    paid(stage, anna)
    payment = newest(anna).payments.get()
    assert payment.captured_minor == newest(anna).total_minor
    assert payment.gateway_ref == charge_of(anna).gateway_ref
    stage.work(days=1)
    assert stage.bank.stats().charges == Made(1, 0)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", ["timeout", "error", "drop"])
def test_a_bad_wire_leaves_a_question_and_never_a_second_charge(
    stage: Stage, fault: str, when: str
) -> None:
    anna = renewed(stage)
    stage.bank.order_fault("charge", f"{fault}_{when}")

    stage.work()

    attempt = charge_of(anna)
    assert (attempt.state, attempt.ask_at) == ("unknown", stage.at + timedelta(seconds=5))
    assert newest(anna).state == "finalized"
    assert deeds.violations(stage.at) == []
    stage.work(seconds=5)  # asked: made, or no trace of it
    stage.work(minutes=1)
    paid(stage, anna)


def test_a_bank_that_is_away_is_waited_for(stage: Stage) -> None:
    anna = renewed(stage)
    stage.server.stop()
    stage.work()

    attempt = charge_of(anna)
    assert (attempt.state, attempt.ask_at) == ("init", stage.at + timedelta(seconds=5))
    assert deeds.violations(stage.at) == []

    stage.server.start()
    stage.work(minutes=5)
    paid(stage, anna)


def test_a_busy_bank_is_left_alone_for_as_long_as_it_wants(stage: Stage) -> None:
    anna = renewed(stage)
    stage.bank.order_fault("charge", "busy")

    stage.work()

    assert charge_of(anna).state == "init"
    stage.work(minutes=5)
    paid(stage, anna)


def test_a_worker_that_died_before_the_call_is_succeeded_by_one_that_asks(stage: Stage) -> None:
    anna = renewed(stage)
    (order,) = claim_charges(at=stage.at, limit=10)
    assert order.send

    stage.work(minutes=9)
    assert stage.bank.stats().charges == Made(0, 0), "its lease still runs"
    stage.work(minutes=1)  # asked: no trace of it
    stage.work(minutes=1)

    paid(stage, anna)


def test_what_waited_longer_than_keys_live_is_asked_about_first(stage: Stage) -> None:
    anna = renewed(stage)
    stage.at += timedelta(hours=13)

    (order,) = claim_charges(at=stage.at, limit=10)

    assert not order.send
    stage.work(minutes=10)
    stage.work(minutes=1)
    paid(stage, anna)


def test_a_bank_transfer_takes_its_days(stage: Stage) -> None:
    anna = renewed(stage, key="pending")
    anna.method.method_ref = "pm_pending_anna"
    anna.method.save()

    stage.work()
    assert charge_of(anna).state == "pending"
    assert deeds.violations(stage.at) == []
    for _ in range(12):
        stage.work(hours=12)

    paid(stage, anna)


def test_unknown_for_a_week_a_person_is_asked_once(stage: Stage) -> None:
    anna = renewed(stage)
    stage.bank.order_fault("charge", "drop_before")
    stage.bank.order_fault("ask", "drop_before", times=999)

    for _ in range(8 * 4):
        stage.work(hours=6)

    case = Case.objects.get()
    assert (case.kind, case.invoice, case.subscription) == ("unknown_outcome", newest(anna), anna)
    assert charge_of(anna).state == "unknown"


def test_many_are_charged_in_one_go(stage: Stage) -> None:
    first = stage.cast.subscriber("nr0")
    for number in range(1, 30):
        stage.cast.subscriber(f"nr{number}", charged=first.current_period_start)
    stage.at = first.current_period_end
    bill(stage.at)

    stage.work()

    assert stage.bank.stats().charges == Made(30, 0)
    assert not Invoice.objects.filter(state="finalized").exists()
    assert deeds.violations(stage.at) == []
