"""What banks do with a refund: settle it late, refuse it now, or refuse it after saying yes."""

from datetime import timedelta

from fairwell.actions.billing.reroute_refund import reroute_refund
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import Case, Payment, Statement
from tests import deeds
from tests.worker.stage import Stage


def told(stage: Stage) -> list[str]:
    """What the subscriber holds: each sealed statement, every one of which went out by mail."""
    kinds = list(Statement.objects.order_by("pk").values_list("kind", flat=True))
    assert len(stage.mail.messages()) == len(kinds)
    return kinds


def test_settled_late_it_is_told_twice(stage: Stage) -> None:
    """The bank takes three days; it is asked now and then, and only its word settles it."""
    refund = stage.refund()
    stage.bank.order_fault("refund", "pending")

    stage.work()

    refund.refresh_from_db()
    assert (refund.state, told(stage)) == ("pending", ["cancellation"])
    for _ in range(11):
        stage.work(hours=6)
    assert deeds.violations(stage.at) == []
    refund.refresh_from_db()
    assert refund.state == "pending"
    stage.work(hours=6)

    refund.refresh_from_db()
    assert (refund.state, refund.settled_at) == ("succeeded", stage.at)
    assert told(stage) == ["cancellation", "refund_settled"]
    assert stage.paid_back(refund) == Made(1, 0)
    assert stage.open_promises() == []
    assert deeds.violations(stage.at) == []


def test_a_closed_card_is_told_at_once_and_paid_another_way(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.close_card(Payment.objects.get().gateway_ref)

    stage.work()

    refund.refresh_from_db()
    case = Case.objects.get()
    assert (refund.state, case.kind, case.message) == ("failed", "refund_failed", "card_closed")
    assert told(stage) == ["cancellation", "refund_failed"]
    assert deeds.violations(stage.at) == []
    assert stage.work(days=30) == 0, "a closed card is not tried again"

    reroute_refund(
        case_reference=case.reference,
        evidence="SEPA 17",
        at=stage.at,
        actor="operator",
        channel="shell",
        idempotency_key="paid",
    )
    stage.work()

    refund.refresh_from_db()
    assert refund.state == "rerouted"
    assert told(stage) == ["cancellation", "refund_failed", "refund_settled"]
    assert stage.paid_back(refund) == Made(0, 1)
    assert deeds.violations(stage.at) == []


def test_a_card_that_turns_out_closed_after_days(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.close_card(Payment.objects.get().gateway_ref, when="after_pending")

    stage.work()
    assert not Case.objects.exists()
    for _ in range(13):
        stage.work(hours=6)

    refund.refresh_from_db()
    assert refund.state == "failed"
    assert Case.objects.get().message == "card_closed"
    assert told(stage) == ["cancellation", "refund_failed"]
    assert stage.open_promises() == []
    assert deeds.violations(stage.at) == []


def test_a_request_that_the_bank_calls_wrong_goes_to_a_person(stage: Stage) -> None:
    """The bank has never heard of the payment: asking again would not help."""
    subscription = stage.cast.subscriber("anna")
    refund = deeds.leave(subscription).refund

    stage.work()

    refund.refresh_from_db()
    attempt = deeds.attempt_of(refund)
    assert (refund.state, attempt.state) == ("failed", "failed")
    assert attempt.failure_code == Case.objects.get().message == "rejected_payment_unknown"
    assert told(stage) == ["cancellation", "refund_failed"]
    assert stage.open_promises() == []
    assert deeds.violations(stage.at) == []


def test_more_than_the_bank_holds_is_refused_by_the_bank_too(stage: Stage) -> None:
    """Somebody paid part of it back behind our back."""
    refund = stage.refund()
    payment = Payment.objects.get()
    payment_gateway("sandbox", url=stage.server.url, timeout_s=5).refund(
        payment_ref=payment.gateway_ref,
        amount_minor=5_000,
        currency="USD",
        idempotency_key="not-ours",
        at=stage.at,
    )

    stage.work()

    assert Case.objects.get().message.startswith("rejected_")
    assert stage.bank.stats().refunded_minor == {"USD": 5_000}
    refund.refresh_from_db()
    assert refund.state == "failed"
    assert deeds.violations(stage.at) == []


def test_three_payments_are_three_refunds_and_one_piece_of_news(stage: Stage) -> None:
    refund = stage.refund(payments=(7_999, 1_500, 250))
    refs = [part.payment.gateway_ref for part in refund.allocations.order_by("pk")]
    stage.bank.order_fault("refund", "drop_after", subject=refs[1])
    stage.bank.order_fault("refund", "pending", subject=refs[2])

    stage.work()
    stage.work(seconds=5)
    refund.refresh_from_db()
    assert (refund.state, told(stage)) == ("pending", ["cancellation"])
    for _ in range(13):
        stage.work(hours=6)

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert told(stage) == ["cancellation", "refund_settled"]
    assert stage.bank.stats().refunded_minor == {"USD": 9_749}
    assert stage.bank.stats().refunds == Made(3, 0)
    assert deeds.violations(stage.at) == []


def test_a_trial_and_a_month_move_no_money(stage: Stage) -> None:
    ends = stage.at + timedelta(days=3)
    tess = stage.cast.subscriber("tess", charged=stage.at, service="trialing", trial_end=ends)
    deeds.leave(tess)

    stage.work()

    assert told(stage) == ["cancellation"]
    assert stage.bank.stats().refunds == Made(0, 0)
