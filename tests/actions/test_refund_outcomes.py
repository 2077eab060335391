"""What becomes of a refund once it was sent: written down once, told, and never guessed."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.domain.payments import GatewayAnswer, NotDone, Unknown
from fairwell.models import Case, Notice, PaymentAttempt, Refund
from tests import deeds
from tests.cast import NOW, Cast

DONE = GatewayAnswer(outcome="succeeded", gateway_ref="re_1")
PENDING = GatewayAnswer(outcome="pending", gateway_ref="re_1")
CLOSED = GatewayAnswer(
    outcome="failed", gateway_ref="re_1", failure_code="card_closed", hard=True, message="Closed."
)
LOST = Unknown("The connection was lost.")


@pytest.fixture
def refund(cast: Cast) -> Refund:
    """Anna's, of one payment of 79.99 USD, as she was promised it."""
    return deeds.leave(cast.subscriber("anna")).refund


def record(refund: Refund, news: object, minutes: int = 0) -> object:
    at = NOW + timedelta(minutes=minutes)
    return record_refund_outcome(attempt_id=deeds.attempt_of(refund).pk, news=news, at=at)


def kinds(refund: Refund) -> list[str]:
    return list(refund.transfers.order_by("pk").values_list("kind", flat=True))


def told(refund: Refund) -> list[str]:
    return list(refund.statements.order_by("pk").values_list("kind", flat=True))


def test_it_is_written_down_as_sent_before_it_is_sent(refund: Refund) -> None:
    attempt = deeds.attempt_of(refund)

    order = submit_refund_attempt(attempt_id=attempt.pk, at=NOW)

    attempt.refresh_from_db()
    refund.refresh_from_db()
    assert (order.send, order.ask) == (True, False)
    assert (order.payment_ref, order.amount_minor, order.currency) == (
        "ch_anna_1001",
        7_999,
        "USD",
    )
    assert order.idempotency_key == attempt.idempotency_key
    assert (attempt.state, attempt.submitted_at) == ("submitted", NOW)
    assert refund.state == "submitted"
    assert kinds(refund) == ["refund_instructed", "refund_submitted"]
    assert deeds.violations() == []


def test_found_submitted_it_is_asked_about_and_never_sent_again(refund: Refund) -> None:
    attempt = deeds.sent(refund)
    before = deeds.rows()

    order = submit_refund_attempt(attempt_id=attempt.pk, at=NOW + timedelta(hours=1))

    assert (order.send, order.ask) == (False, True)
    assert deeds.rows() == before


def test_settled_nothing_is_left_to_do(refund: Refund) -> None:
    attempt = deeds.sent(refund)
    record(refund, DONE)

    order = submit_refund_attempt(attempt_id=attempt.pk, at=NOW)

    assert (order.send, order.ask) == (False, False)


def test_a_charge_is_no_refund(refund: Refund) -> None:
    charge = PaymentAttempt.objects.get(kind="charge")

    with pytest.raises(PaymentAttempt.DoesNotExist):
        submit_refund_attempt(attempt_id=charge.pk, at=NOW)


def test_settled_the_money_leaves_the_books_and_a_second_statement_says_so(
    refund: Refund,
) -> None:
    deeds.sent(refund)
    confirmation = refund.cancellation.statements.get()

    assert record(refund, DONE, 3) is None

    refund.refresh_from_db()
    part = refund.allocations.get()
    settled = NOW + timedelta(minutes=3)
    assert (refund.state, refund.settled_at) == ("succeeded", settled)
    assert (part.state, part.settled_at) == ("succeeded", settled)
    assert (part.payment.refund_reserved_minor, part.payment.refunded_minor) == (0, 7_999)
    assert kinds(refund) == ["refund_instructed", "refund_submitted", "refund_settled"]
    statement = refund.statements.get()
    said = deeds.verified(statement)
    assert said["follows"] == confirmation.reference
    assert said["refund"]["state"] == "succeeded"
    assert said["refund"]["parts"] == [
        {
            "order": "Q-1001",
            "amount": "79.99 USD",
            "state": "succeeded",
            "settled_at": settled.isoformat(),
            "case": None,
        }
    ]
    assert Notice.objects.filter(statement=statement).count() == 1
    assert deeds.history(refund.subscription)[-1] == "refund_settled"
    assert deeds.violations() == []


@pytest.mark.parametrize("again", [DONE, PENDING, LOST])
def test_heard_again_nothing_changes(refund: Refund, again: object) -> None:
    deeds.sent(refund)
    record(refund, DONE)
    before = told(refund), kinds(refund), Notice.objects.count()

    assert record(refund, again, 5) is None

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert (told(refund), kinds(refund), Notice.objects.count()) == before
    assert deeds.violations() == []


def test_pending_it_is_asked_about_later_and_then_settles(refund: Refund) -> None:
    deeds.sent(refund)

    assert record(refund, PENDING) == NOW + timedelta(hours=6)

    refund.refresh_from_db()
    assert (refund.state, told(refund)) == ("pending", [])
    assert deeds.violations() == []
    assert record(refund, DONE, 600) is None
    assert told(refund) == ["refund_settled"]
    assert deeds.violations() == []


def test_unknown_it_is_asked_about_ever_more_patiently(refund: Refund) -> None:
    deeds.sent(refund)

    waits = [record(refund, LOST) - NOW for _ in range(7)]

    assert [wait.total_seconds() for wait in waits] == [5, 30, 300, 3600, 21600, 21600, 21600]
    assert deeds.attempt_of(refund).state == "unknown"
    assert not Case.objects.exists()
    assert deeds.violations() == []


def test_no_trace_of_it_makes_it_sendable_again_under_the_same_key(refund: Refund) -> None:
    key = deeds.sent(refund).idempotency_key
    record(refund, LOST)

    record(refund, NotDone("The gateway has no trace of it."), 1)

    again = submit_refund_attempt(attempt_id=deeds.attempt_of(refund).pk, at=NOW)
    assert (again.send, again.idempotency_key) == (True, key)
    assert kinds(refund) == ["refund_instructed", "refund_submitted"]
    record(refund, DONE, 2)
    assert deeds.violations() == []


def test_unknown_for_a_week_a_person_looks_once(refund: Refund) -> None:
    deeds.sent(refund)
    week = 7 * 24 * 60

    record(refund, LOST, week - 1)
    assert not Case.objects.exists()
    assert "11 unknown" not in str(deeds.violations(NOW + timedelta(days=6)))
    for minutes in (week, week + 360, week + 720):
        record(refund, LOST, minutes)

    case = Case.objects.get()
    assert (case.kind, case.state) == ("unknown_outcome", "open")
    assert case.allocation == refund.allocations.get()


def test_a_refund_of_several_parts_is_settled_with_the_last(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna", payments=(7_999, 1_500))).refund
    first, second = PaymentAttempt.objects.filter(kind="refund").order_by("pk")
    for attempt in (first, second):
        submit_refund_attempt(attempt_id=attempt.pk, at=NOW)

    record_refund_outcome(attempt_id=first.pk, news=DONE, at=NOW)
    assert told(refund) == []
    assert deeds.violations() == []
    other = GatewayAnswer(outcome="succeeded", gateway_ref="re_2")
    record_refund_outcome(attempt_id=second.pk, news=other, at=NOW)

    assert told(refund) == ["refund_settled"]
    (statement,) = refund.statements.all()
    assert len(deeds.verified(statement)["refund"]["parts"]) == 2
    assert deeds.violations() == []


@pytest.mark.parametrize("contradiction", [CLOSED, NotDone("No trace.")])
def test_news_that_contradicts_what_is_known_changes_nothing_but_opens_a_case(
    refund: Refund, contradiction: object
) -> None:
    deeds.sent(refund)
    record(refund, DONE)
    before = told(refund), kinds(refund)

    assert record(refund, contradiction, 9) is None
    assert record(refund, contradiction, 10) is None

    case = Case.objects.get()
    assert case.kind == "unknown_outcome"
    assert "A payment attempt that is succeeded cannot be" in case.message
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert (told(refund), kinds(refund)) == before
    assert deeds.violations() == []
