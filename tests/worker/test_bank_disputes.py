"""Disputes at the bank: noticed by themselves, answered once over a bad wire, and decided."""

import hashlib
from datetime import timedelta

import pytest

from fairwell.actions.billing.concede_dispute import concede_dispute
from fairwell.actions.billing.send_evidence import send_evidence
from fairwell.gateways.paper.evidence_pdf import evidence_pdf
from fairwell.models import Case, Dispute, OutboxEntry, Payment, Refund
from fairwell.queries.evidence import evidence_view
from fairwell.worker.gateway_watch import GatewayWatch
from fairwell.worker.watch_disputes import watch_disputes
from tests import deeds
from tests.actions.disputing import OFFICE
from tests.cast import NOW
from tests.worker.stage import Stage

DAY = timedelta(days=1)


def disputed(stage: Stage, **options: object) -> Dispute:
    """Anna asks her bank for her 79.99 USD back, and the worker hears of it."""
    stage.cast.subscriber("anna")
    stage.adopt()
    stage.bank.open_dispute("ch_anna_1001", at=stage.at, **options)  # type: ignore[arg-type]
    assert watch_disputes(stage.at) == 1
    return Dispute.objects.get()


def send(stage: Stage, dispute: Dispute) -> None:
    send_evidence(dispute_id=dispute.pk, at=stage.at, idempotency_key="send", **OFFICE)


def test_what_the_bank_decides_is_written_down(stage: Stage) -> None:
    dispute = disputed(stage, respond_days=7)
    assert (dispute.state, dispute.respond_by) == ("needs_response", NOW + 7 * DAY)

    stage.bank.close_dispute(dispute.gateway_ref, won=True, at=NOW + DAY)
    watch_disputes(NOW + DAY)

    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_at) == ("won", NOW + DAY)
    assert stage.bank.stats().payout_minor == {"USD": 7_999}
    assert not Payment.objects.get().disputed
    assert deeds.violations(stage.at) == []


def test_silence_until_the_deadline_loses_it(stage: Stage) -> None:
    dispute = disputed(stage, respond_days=7)

    watch_disputes(NOW + 7 * DAY)

    dispute.refresh_from_db()
    assert dispute.state == "lost"
    assert Payment.objects.get().refundable_minor == 0
    assert deeds.violations(stage.at) == []


def test_the_evidence_arrives_byte_for_byte(stage: Stage) -> None:
    dispute = disputed(stage)
    send(stage, dispute)

    stage.work(minutes=1)

    dispute.refresh_from_db()
    assert (dispute.state, dispute.evidence_sent_at) == ("under_review", NOW + timedelta(minutes=1))
    held = stage.bank.evidence(dispute.gateway_ref)
    pdf = evidence_pdf(evidence_view(dispute, as_of=NOW))
    assert held.sha256 == hashlib.sha256(pdf).hexdigest()
    assert "Dispute: " + dispute.gateway_ref in held.summary
    assert deeds.history(dispute.payment.invoice.subscription)[-1] == "dispute_changed"  # type: ignore[arg-type]
    assert stage.open_promises() == []


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", ["timeout", "error", "drop"])
def test_a_bad_wire_neither_loses_the_evidence_nor_sends_other(
    stage: Stage, fault: str, when: str
) -> None:
    dispute = disputed(stage)
    stage.bank.order_fault("dispute", f"{fault}_{when}", subject=dispute.gateway_ref)
    send(stage, dispute)

    stage.work()
    assert OutboxEntry.objects.get(topic="evidence").done_at is None
    stage.work(minutes=10)

    dispute.refresh_from_db()
    assert dispute.state == "under_review"
    assert stage.bank.evidence(dispute.gateway_ref).size > 0
    assert stage.open_promises() == []


def test_evidence_that_comes_too_late_is_a_persons_matter(stage: Stage) -> None:
    dispute = disputed(stage, respond_days=7)
    send(stage, dispute)
    stage.bank.let_deadline_pass(dispute.gateway_ref)

    stage.work()

    assert "refused our answer: dispute_closed" in Case.objects.get().message
    assert stage.open_promises() == []
    watch_disputes(stage.at)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.evidence_sent_at) == ("lost", None)


def test_conceding_leaves_the_money_to_the_payer(stage: Stage) -> None:
    dispute = disputed(stage)
    concede_dispute(
        dispute_id=dispute.pk, note="She is right.", at=NOW, idempotency_key="k", **OFFICE
    )
    stage.bank.order_fault("dispute", "timeout_after", subject=dispute.gateway_ref)

    stage.work()
    stage.work(minutes=10)
    watch_disputes(stage.at)

    dispute.refresh_from_db()
    assert (dispute.state, dispute.evidence_sent_at) == ("conceded", None)
    assert stage.bank.stats().payout_minor == {"USD": 0}
    assert Case.objects.get().state == "closed"
    assert "Conceded: She is right." in Case.objects.get().message
    assert deeds.violations(stage.at) == []


def test_refunding_an_early_warning_ends_it_before_it_costs_anything(stage: Stage) -> None:
    dispute = disputed(stage, early_warning=True)
    assert dispute.transfers.count() == 0

    refund = deeds.leave(dispute.payment.invoice.subscription).refund  # type: ignore[arg-type]
    stage.work()
    watch_disputes(stage.at + DAY)

    dispute.refresh_from_db()
    refund.refresh_from_db()
    assert (refund.state, dispute.state) == ("succeeded", "won")
    assert dispute.transfers.count() == 0
    assert deeds.violations(stage.at) == []


def test_a_refund_waits_while_the_bank_decides_and_then_goes_out_once(stage: Stage) -> None:
    refund = stage.refund()
    stage.bank.open_dispute("ch_anna_1001", at=NOW, amount_minor=2_000)
    watch_disputes(NOW)

    stage.work(hours=2)
    assert stage.bank.stats().refunds_of("ch_anna_1001").made == 0
    assert stage.open_promises() == []
    assert deeds.violations(stage.at) == []
    stage.bank.close_dispute(Dispute.objects.get().gateway_ref, won=True, at=stage.at)
    watch_disputes(stage.at)
    stage.work()

    assert Refund.objects.get(pk=refund.pk).state == "succeeded"
    assert stage.bank.stats().refunds_of("ch_anna_1001").made == 1
    assert deeds.violations(stage.at) == []


def test_a_bank_that_is_away_is_asked_again_and_nothing_is_missed(stage: Stage) -> None:
    stage.cast.subscriber("anna")
    stage.adopt()
    stage.bank.open_dispute("ch_anna_1001", at=NOW)
    stage.server.stop()
    watch = GatewayWatch()
    assert watch.look(stage.clock) == 0
    stage.server.start()

    assert watch.look(stage.clock) == 0, "not before a quarter of an hour"
    stage.at += timedelta(minutes=15)

    assert watch.look(stage.clock) == 1
    assert Dispute.objects.get().state == "needs_response"
