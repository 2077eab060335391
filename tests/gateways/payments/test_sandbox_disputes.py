"""Ana asks her bank for the 60.00 EUR back, and the bank takes it from our payout meanwhile."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fairwell.domain.disputes import GatewayDispute
from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayRejected, GatewayUnknown
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import (
    Evidence,
    SandboxControls,
    SeedPayment,
    StageError,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PDF = b"%PDF-1.7\n%the terms Ana agreed to\n"
Move = Callable[..., GatewayAnswer]


def only(gateway: SandboxGateway, at: datetime = NOON) -> GatewayDispute:
    """The one dispute there is, as it stands at `at`."""
    (dispute,) = gateway.list_disputes(since=NOON - 365 * DAY, at=at)
    return dispute


def contest(gateway: SandboxGateway, ref: str, **changed: object) -> GatewayDispute:
    usual = {
        "dispute_ref": ref,
        "pdf": PDF,
        "summary": "Ana used the service until yesterday.",
        "idempotency_key": "evidence-1",
        "at": NOON + HOUR,
    }
    return gateway.submit_evidence(**(usual | changed))  # type: ignore[arg-type]


def test_a_dispute_takes_the_money_and_names_a_day_to_answer_by(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    assert stage.stats().payout_minor == {"EUR": 6000}
    ref = stage.open_dispute("pay_ana", at=NOON, respond_days=7)
    assert only(gateway) == GatewayDispute(
        ref=ref,
        payment_ref="pay_ana",
        amount_minor=6000,
        currency="EUR",
        reason="fraudulent",
        state="needs_response",
        respond_by=NOON + 7 * DAY,
        opened_at=NOON,
        updated_at=NOON,
    )
    assert stage.stats().payout_minor == {"EUR": 0}
    assert stage.stats().disputes == {"needs_response": 1}


@pytest.mark.parametrize(("won", "payout"), [(True, 6000), (False, 0)])
def test_evidence_is_looked_at_and_the_bank_decides(
    gateway: SandboxGateway, stage: SandboxControls, won: bool, payout: int
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON)
    assert stage.evidence(ref) == Evidence("", 0, "")
    looking = contest(gateway, ref)
    assert (looking.state, looking.respond_by) == ("under_review", None)
    assert looking == only(gateway, NOON + 60 * DAY)  # the deadline is no longer one
    assert stage.evidence(ref) == Evidence(
        "Ana used the service until yesterday.", len(PDF), hashlib.sha256(PDF).hexdigest()
    )
    assert stage.stats().payout_minor == {"EUR": 0}
    stage.close_dispute(ref, won=won, at=NOON + 2 * HOUR)
    assert only(gateway).state == ("won" if won else "lost")
    assert stage.stats().payout_minor == {"EUR": payout}


def test_conceding_leaves_the_money_to_the_payer(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON)
    given = {"dispute_ref": ref, "idempotency_key": "concede-1", "at": NOON + HOUR}
    assert gateway.concede_dispute(**given).state == "lost"
    assert gateway.concede_dispute(**given).state == "lost"  # the same answer again
    assert stage.stats().payout_minor == {"EUR": 0}
    with pytest.raises(GatewayRejected, match="is lost already") as caught:
        contest(gateway, ref)
    assert caught.value.code == "dispute_closed"


def test_silence_until_the_deadline_loses(gateway: SandboxGateway, stage: SandboxControls) -> None:
    stage.open_dispute("pay_ana", at=NOON, respond_days=7)
    due = NOON + 7 * DAY
    assert only(gateway, due - timedelta(seconds=1)).state == "needs_response"
    lost = only(gateway, due)
    assert (lost.state, lost.updated_at) == ("lost", due)
    with pytest.raises(GatewayRejected, match="is lost already"):
        contest(gateway, lost.ref, at=due)


def test_evidence_that_comes_too_late_is_refused(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON, respond_days=7)
    with pytest.raises(GatewayRejected, match="is lost already"):
        contest(gateway, ref, at=NOON + 7 * DAY)


def test_the_stage_can_let_the_deadline_pass(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON)
    stage.let_deadline_pass(ref)
    assert only(gateway).state == "lost"
    with pytest.raises(StageError, match="is lost already"):
        stage.let_deadline_pass(ref)


def test_an_early_warning_takes_nothing_until_it_is_escalated(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON, early_warning=True)
    warned = only(gateway)
    assert (warned.state, warned.respond_by) == ("early_warning", None)
    assert stage.stats().payout_minor == {"EUR": 6000}
    with pytest.raises(GatewayRejected, match="is early_warning: no answer is due"):
        contest(gateway, ref)
    with pytest.raises(StageError, match="has no deadline"):
        stage.let_deadline_pass(ref)
    stage.escalate_dispute(ref, at=NOON + HOUR, respond_days=3)
    assert only(gateway).respond_by == NOON + HOUR + 3 * DAY
    assert stage.stats().payout_minor == {"EUR": 0}
    contest(gateway, ref)
    stage.escalate_dispute(ref, at=NOON + 2 * HOUR)  # a second round takes no second amount
    assert only(gateway).state == "needs_response"
    assert stage.stats().payout_minor == {"EUR": 0}


def test_an_early_warning_ends_when_the_payment_is_paid_back(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Move
) -> None:
    stage.open_dispute("pay_ana", at=NOON, early_warning=True)
    pay_back(gateway)
    assert only(gateway).state == "early_warning"
    pay_back(gateway, amount_minor=4000, idempotency_key="refund-2")
    assert only(gateway, NOON + HOUR).state == "won"
    assert stage.stats().payout_minor == {"EUR": 0}


def test_a_disputed_payment_is_not_refunded_too(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Move
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON, amount_minor=4500)
    with pytest.raises(GatewayRejected) as caught:
        pay_back(gateway)
    assert caught.value.code == "payment_disputed"
    stage.close_dispute(ref, won=False, at=NOON)
    with pytest.raises(GatewayRejected, match="has 1500 EUR"):
        pay_back(gateway)
    assert pay_back(gateway, amount_minor=1500).outcome == "succeeded"
    assert stage.stats().payout_minor == {"EUR": 0}


def test_an_answer_that_was_lost_is_sent_again_under_its_key(
    impatient: SandboxGateway, gateway: SandboxGateway, stage: SandboxControls
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON)
    stage.order_fault("dispute", "timeout_after", subject=ref)
    with pytest.raises(GatewayUnknown):
        contest(impatient, ref)
    assert contest(gateway, ref).state == "under_review"
    with pytest.raises(GatewayRejected) as caught:
        contest(gateway, ref, pdf=PDF + b"more")
    assert caught.value.code == "idempotency_mismatch"
    with pytest.raises(GatewayRejected, match="is under_review: no answer is due"):
        contest(gateway, ref, idempotency_key="evidence-2")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"pdf": b"Dear bank"}, "evidence_invalid"),
        ({"pdf": b"%PDF-" + b"x" * 5 * 1024 * 1024}, "evidence_invalid"),
        ({"summary": ""}, "field_invalid"),
        ({"summary": "x" * 20_001}, "summary_too_long"),
        ({"dispute_ref": "dp_nobody"}, "dispute_unknown"),
    ],
)
def test_evidence_that_is_none_is_refused(
    gateway: SandboxGateway, stage: SandboxControls, changed: dict[str, object], code: str
) -> None:
    ref = stage.open_dispute("pay_ana", at=NOON)
    with pytest.raises(GatewayRejected) as caught:
        contest(gateway, ref, **changed)
    assert caught.value.code == code
    assert only(gateway).state == "needs_response"


def test_only_what_changed_since_is_listed_page_by_page(
    gateway: SandboxGateway, stage: SandboxControls
) -> None:
    stage.add_payments(
        SeedPayment(payment_ref=f"pay_{n}", amount_minor=100, currency="USD", captured_at=NOON)
        for n in range(250)
    )
    refs = [stage.open_dispute(f"pay_{n}", at=NOON) for n in range(250)]
    assert [d.ref for d in gateway.list_disputes(since=NOON, at=NOON)] == refs
    later = NOON + HOUR
    stage.close_dispute(refs[7], won=True, at=later)
    assert [d.ref for d in gateway.list_disputes(since=later, at=later)] == [refs[7]]
    assert list(gateway.list_disputes(since=later + HOUR, at=later + HOUR)) == []


def test_wrong_stage_directions_are_refused(
    gateway: SandboxGateway, stage: SandboxControls, charge: Move
) -> None:
    declined = charge(gateway, method_ref="pm_declined_soft")
    with pytest.raises(StageError, match="is declined: there is nothing to dispute"):
        stage.open_dispute(declined.gateway_ref, at=NOON)
    with pytest.raises(StageError, match="There is no payment 'pay_nobody'"):
        stage.open_dispute("pay_nobody", at=NOON)
    with pytest.raises(StageError, match="'boredom' is not one of: fraudulent"):
        stage.open_dispute("pay_ana", at=NOON, reason="boredom")
    with pytest.raises(StageError, match=r"has 6000 EUR .* left to dispute; 6001 were meant"):
        stage.open_dispute("pay_ana", at=NOON, amount_minor=6001)
    ref = stage.open_dispute("pay_ana", at=NOON)
    with pytest.raises(StageError, match=f"is disputed already: {ref} is needs_response"):
        stage.open_dispute("pay_ana", at=NOON)
