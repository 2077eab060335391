"""Our answer to a dispute at the bank: promised once for each deadline, and never after it."""

from dataclasses import replace

import pytest

from fairwell.actions.billing.concede_dispute import concede_dispute
from fairwell.actions.billing.record_dispute_answer import record_dispute_answer
from fairwell.actions.billing.send_evidence import send_evidence
from fairwell.actions.steps.promise_answer import DisputeNotAnswerableError
from fairwell.models import Case, OutboxEntry, Subscription
from tests import deeds
from tests.actions.disputing import DAY, OFFICE, OPENED, kinds, shown
from tests.cast import NOW, Cast


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """Of one payment of 79.99 USD."""
    return cast.subscriber("anna")


def test_evidence_is_promised_once_for_a_deadline(anna: Subscription) -> None:
    dispute = shown()
    assert dispute is not None

    for _ in range(2):
        send_evidence(dispute_id=dispute.pk, at=NOW, idempotency_key="k", **OFFICE)

    entry = OutboxEntry.objects.get(topic="evidence")
    dispute.refresh_from_db()
    assert entry.key == f"evidence:{dispute.evidence_key}"
    with pytest.raises(DisputeNotAnswerableError, match="Another answer"):
        concede_dispute(dispute_id=dispute.pk, note="x", at=NOW, idempotency_key="k", **OFFICE)


@pytest.mark.parametrize("late", [True, False])
def test_nothing_is_sent_where_no_answer_is_due(anna: Subscription, late: bool) -> None:
    dispute = shown() if late else shown(state="under_review", respond_by=None)
    assert dispute is not None
    before = deeds.rows()

    with pytest.raises(DisputeNotAnswerableError, match="no answer is due"):
        send_evidence(dispute_id=dispute.pk, at=NOW + 7 * DAY, idempotency_key="k", **OFFICE)

    assert deeds.rows() == before


def test_a_bank_that_asks_once_more_is_answered_once_more(anna: Subscription) -> None:
    dispute = shown()
    assert dispute is not None
    send_evidence(dispute_id=dispute.pk, at=NOW, idempotency_key="k", **OFFICE)
    record_dispute_answer(
        dispute_id=dispute.pk,
        shown=replace(OPENED, state="under_review", respond_by=None),
        at=NOW,
    )
    OutboxEntry.objects.update(done_at=NOW)
    shown(5, respond_by=NOW + 12 * DAY)

    send_evidence(dispute_id=dispute.pk, at=NOW + 6 * DAY, idempotency_key="k", **OFFICE)

    assert OutboxEntry.objects.filter(topic="evidence").count() == 2
    assert kinds(dispute) == [("dispute_held", 7_999)]


def test_a_refused_answer_is_in_the_case_and_may_be_given_again(anna: Subscription) -> None:
    dispute = shown()
    assert dispute is not None
    send_evidence(dispute_id=dispute.pk, at=NOW, idempotency_key="k", **OFFICE)
    OutboxEntry.objects.update(done_at=NOW, tries=1)

    record_dispute_answer(dispute_id=dispute.pk, shown=None, refused="too long", at=NOW)

    assert "refused our answer: too long" in Case.objects.get().message
    send_evidence(dispute_id=dispute.pk, at=NOW + DAY, idempotency_key="k", **OFFICE)
    entry = OutboxEntry.objects.get(topic="evidence")
    assert (entry.done_at, entry.tries, entry.promised_at) == (None, 0, NOW + DAY)
