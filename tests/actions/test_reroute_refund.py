"""A refund that the card refused: a case, a letter, and the money paid another way."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.reroute_refund import NothingToRerouteError, reroute_refund
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.domain.payments import GatewayAnswer, Unknown
from fairwell.models import Case, Notice, PaymentAttempt, Refund
from tests import deeds
from tests.cast import NOW, Cast

CLOSED = GatewayAnswer(outcome="failed", gateway_ref="", failure_code="card_closed", hard=True)
BY_TRANSFER = {
    "evidence": "SEPA 2026-11-23/17",
    "actor": "operator",
    "channel": "shell",
    "idempotency_key": "paid-1",
}


def fail(refund: Refund) -> list[Case]:
    """The bank says of every part that the card is closed."""
    for attempt in PaymentAttempt.objects.filter(allocation__refund=refund).order_by("pk"):
        submit_refund_attempt(attempt_id=attempt.pk, at=NOW)
        record_refund_outcome(attempt_id=attempt.pk, news=CLOSED, at=NOW)
    return list(Case.objects.order_by("pk"))


def balances(refund: Refund) -> dict[str, int]:
    """What each account gained (debit) less what it gave (credit) by this refund."""
    totals: dict[str, int] = {}
    for debit, credit, amount in refund.transfers.values_list("debit", "credit", "amount_minor"):
        totals[debit] = totals.get(debit, 0) + amount
        totals[credit] = totals.get(credit, 0) - amount
    return {account: total for account, total in totals.items() if total}


def test_the_promise_stands_and_a_person_is_asked_to_pay_it(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund

    (case,) = fail(refund)

    refund.refresh_from_db()
    part = refund.allocations.get()
    assert (refund.state, refund.settled_at) == ("failed", None)
    assert (part.state, part.failure_code) == ("failed", "card_closed")
    assert part.payment.refund_reserved_minor == 7_999, "it is still promised"
    assert (case.kind, case.state, case.allocation) == ("refund_failed", "open", part)
    assert balances(refund) == {"refunds": 7_999, "other_routes_payable": -7_999}
    statement = refund.statements.get()
    said = deeds.verified(statement)
    assert statement.kind == "refund_failed"
    assert said["refund"]["parts"][0]["case"] == case.reference
    assert Notice.objects.filter(statement=statement).count() == 1
    assert deeds.history(refund.subscription)[-1] == "refund_failed"
    assert deeds.violations() == []


def test_paid_another_way_it_is_settled_and_told(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund
    (case,) = fail(refund)
    at = NOW + timedelta(days=2)

    reroute_refund(case_reference=case.reference, at=at, **BY_TRANSFER)

    refund.refresh_from_db()
    case.refresh_from_db()
    part = refund.allocations.get()
    assert (refund.state, refund.settled_at, part.state) == ("rerouted", at, "rerouted")
    assert (part.payment.refund_reserved_minor, part.payment.refunded_minor) == (0, 7_999)
    assert (case.state, case.closed_at, case.resolution) == ("closed", at, "SEPA 2026-11-23/17")
    assert balances(refund) == {"refunds": 7_999, "cash": -7_999}
    kinds = list(refund.statements.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["refund_failed", "refund_settled"]
    failed, settled = map(deeds.verified, refund.statements.order_by("pk"))
    assert settled["follows"] == failed["reference"]
    assert settled["refund"]["state"] == "rerouted"
    assert deeds.history(refund.subscription)[-1] == "refund_rerouted"
    assert deeds.violations() == []


def test_it_is_paid_once(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund
    (case,) = fail(refund)
    reroute_refund(case_reference=case.reference, at=NOW, **BY_TRANSFER)
    before = deeds.rows()

    for reference in (case.reference, "FW-0000"):
        with pytest.raises(NothingToRerouteError) as refused:
            reroute_refund(case_reference=reference, at=NOW, **BY_TRANSFER)
        assert str(refused.value) == (
            f"No open case {reference} about a failed refund; `fairwell cases` lists them."
        )
    assert deeds.rows() == before


def test_of_two_failed_parts_the_refund_is_settled_with_the_second(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna", payments=(7_999, 1_500))).refund
    cases = fail(refund)
    assert refund.statements.count() == 1, "the failure is told once"

    reroute_refund(case_reference=cases[0].reference, at=NOW, **BY_TRANSFER)
    refund.refresh_from_db()
    assert (refund.state, refund.statements.count()) == ("failed", 1)
    assert deeds.violations() == []
    reroute_refund(case_reference=cases[1].reference, at=NOW, **BY_TRANSFER)

    refund.refresh_from_db()
    assert (refund.state, refund.statements.count()) == ("rerouted", 2)
    assert deeds.violations() == []


def test_one_part_succeeds_and_the_other_fails(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna", payments=(7_999, 1_500))).refund
    first, second = PaymentAttempt.objects.filter(kind="refund").order_by("pk")
    for attempt in (first, second):
        submit_refund_attempt(attempt_id=attempt.pk, at=NOW)
    done = GatewayAnswer(outcome="succeeded", gateway_ref="re_1")
    record_refund_outcome(attempt_id=first.pk, news=done, at=NOW)
    record_refund_outcome(attempt_id=second.pk, news=CLOSED, at=NOW)

    refund.refresh_from_db()
    assert refund.state == "failed"
    said = deeds.verified(refund.statements.get())["refund"]["parts"]
    assert [part["state"] for part in said] == ["succeeded", "failed"]
    assert deeds.violations() == []
    reroute_refund(case_reference=Case.objects.get().reference, at=NOW, **BY_TRANSFER)
    assert deeds.violations() == []


def test_a_case_about_not_knowing_becomes_one_about_money_owed(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund
    attempt = deeds.sent(refund)
    week = NOW + timedelta(days=7)
    record_refund_outcome(attempt_id=attempt.pk, news=Unknown("Lost."), at=week)
    case = Case.objects.get()
    close_case(
        reference=case.reference,
        resolution="Asked the bank.",
        at=week,
        actor="operator",
        channel="shell",
        idempotency_key="c",
    )

    record_refund_outcome(attempt_id=attempt.pk, news=CLOSED, at=week + timedelta(hours=1))

    case.refresh_from_db()
    assert (case.kind, case.state, case.closed_at) == ("refund_failed", "open", None)
    reroute_refund(case_reference=case.reference, at=week, **BY_TRANSFER)
    assert deeds.violations() == []


def test_a_case_about_money_owed_closes_only_by_paying(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund
    (case,) = fail(refund)
    before = deeds.rows()

    with pytest.raises(CaseNotOpenError, match=r"pay it another way, then use --paid\.$"):
        close_case(
            reference=case.reference,
            resolution="Never mind.",
            at=NOW,
            actor="operator",
            channel="shell",
            idempotency_key="c",
        )

    assert deeds.rows() == before
