"""A subscriber disputes a charge: a person answers, and it is not collected meanwhile."""

from datetime import UTC, datetime

import pytest

from fairwell.models import Case, Invoice, Notice, PaymentAttempt
from tests import deeds
from tests.actions.disputing import DAY, dispute, unpaid
from tests.cast import NOW, Cast


def test_a_paid_charge_becomes_a_case_with_a_date_and_a_letter(cast: Cast) -> None:
    anna = cast.subscriber("anna", language="de")

    case = dispute(anna)

    assert (case.kind, case.state) == ("billing_dispute", "open")
    assert case.message == "charged_twice: I paid this in spring already."
    assert case.due_at == datetime(2026, 11, 23, 9, tzinfo=UTC), "Saturday's is due on Monday"
    letter = Notice.objects.get()
    assert (letter.template, letter.to_email, letter.language) == (
        "dispute",
        "anna@mail.example",
        "de",
    )
    assert letter.context == {
        "case": case.reference,
        "order": "Q-1001",
        "answer_by": "2026-11-23",
    }
    assert deeds.history(anna)[-1] == "charge_disputed", "nothing is collected of a paid order"
    assert "spring" not in str(list(anna.events.values_list("data", flat=True)))
    assert deeds.violations() == []


def test_an_unpaid_one_is_not_collected_while_it_is_disputed(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)

    case = dispute(anna, order.number)

    order.refresh_from_db()
    assert (order.collection, order.collect_at, order.state) == ("paused", None, "finalized")
    assert deeds.history(anna)[-2:] == ["charge_disputed", "collection_paused"]
    told = anna.events.get(kind="collection_paused").data
    assert told["matter"] == case.reference
    assert told["before"] == "retrying"


def test_a_charge_that_was_not_sent_yet_is_not_sent(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna, collection="due", collect_at=None, first_failed_at=None)
    waiting = PaymentAttempt.objects.create(
        kind="charge",
        invoice=order,
        gateway="sandbox",
        idempotency_key="charge-1",
        currency="USD",
        amount_minor=7_999,
        created_at=NOW,
        ask_at=NOW,
    )

    dispute(anna, order.number)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure_code, waiting.ask_at) == ("failed", "not_sent", None)


def test_asked_again_while_it_is_open_it_is_the_same_case(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    case = dispute(anna)
    before = deeds.rows()

    assert dispute(anna, reason_code="other", message="", at=NOW + DAY) == case
    assert deeds.rows() == before


def test_a_dispute_never_keeps_anybody_from_leaving(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    dispute(anna)

    request = deeds.leave(anna)

    assert (request.state, request.refund.total_minor) == ("effective", 7_999)
    assert Case.objects.get().state == "open", "the question is still answered"
    assert deeds.violations() == []


def test_an_order_that_asked_for_nothing_has_nothing_to_dispute(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Invoice.objects.filter(subscription=anna).update(state="voided")

    refused = deeds.refusal(lambda: dispute(anna))

    assert (refused.code, refused.params["order"]) == ("nothing_charged", "Q-1001")


def test_the_order_of_another_and_an_unheard_of_reason_are_refused(cast: Cast) -> None:
    cast.subscriber("anna")
    ben = cast.subscriber("ben")
    before = deeds.rows()

    with pytest.raises(Invoice.DoesNotExist):
        dispute(ben, "Q-1001")
    with pytest.raises(ValueError, match="'boredom' is not one of"):
        dispute(ben, "Q-1002", reason_code="boredom")

    assert deeds.rows() == before
