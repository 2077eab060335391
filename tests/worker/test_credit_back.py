"""The worker pays back credit of who has ended: at the bank once, on the books, by mail."""

from datetime import timedelta

from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import Refund, Statement
from fairwell.worker.pay_out_credits import EVERY, CreditWatch
from tests import changing, deeds
from tests.actions.leaving import ANNAS_CREDIT, with_credit
from tests.worker.stage import Stage


def test_after_the_end_it_is_paid_once_and_told_twice(stage: Stage) -> None:
    anna = with_credit(stage.cast)
    stage.adopt()
    stage.work()
    deeds.leave(anna)

    stage.work(minutes=1)

    refund = Refund.objects.get()
    assert (refund.state, refund.total_minor) == ("succeeded", ANNAS_CREDIT)
    assert stage.paid_back(refund) == Made(1, 0)
    assert changing.credit(anna) == 0
    titles = [mail["Subject"].partition(" – ")[0] for mail in stage.mail.messages()]
    assert titles[-2:] == [
        "Your credit of $57.51 is being paid back",
        "Your credit of $57.51 has been paid back",
    ]
    settled = Statement.objects.get(kind="refund_settled")
    assert deeds.verified(settled)["refund"]["of"] == "credit"
    assert deeds.violations(stage.at) == []
    assert stage.work(days=1) == 0
    assert Refund.objects.count() == 1


def test_a_bank_that_does_not_answer_is_asked_and_pays_once(stage: Stage) -> None:
    anna = with_credit(stage.cast)
    stage.adopt()
    deeds.leave(anna)
    stage.bank.order_fault("refund", "timeout_after")

    for _ in range(4):
        stage.work(minutes=5)

    assert Refund.objects.get().state == "succeeded"
    assert stage.paid_back(Refund.objects.get()) == Made(1, 0)
    assert deeds.violations(stage.at) == []


def test_a_card_that_is_closed_leaves_a_case_and_the_money_is_still_owed(stage: Stage) -> None:
    anna = with_credit(stage.cast)
    stage.adopt()
    deeds.leave(anna)
    stage.bank.order_fault("refund", "card_closed")

    stage.work(minutes=1)

    refund = Refund.objects.get()
    assert refund.state == "failed"
    assert refund.allocations.get().case.kind == "refund_failed"
    assert changing.credit(anna) == 0, "it is a refund by now, and owed as one"


def test_it_looks_from_time_to_time(stage: Stage) -> None:
    anna = with_credit(stage.cast)
    watch = CreditWatch()
    assert watch.look(stage.clock) == 0
    deeds.leave(anna)

    assert watch.look(stage.clock) == 0, "it looked a moment ago"
    stage.at += EVERY + timedelta(seconds=1)
    assert watch.look(stage.clock) == 1
