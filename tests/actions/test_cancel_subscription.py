"""Cancelling: one decision, one request, one promise of money, one sealed confirmation."""

from datetime import timedelta

import pytest

from fairwell.models import (
    CancellationRequest,
    Notice,
    OutboxEntry,
    PaymentAttempt,
    Refund,
    Statement,
)
from tests import deeds
from tests.cast import NOW, Cast


def test_an_annual_plan_cancelled_on_day_57_ends_now_and_is_refunded_in_full(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    request = deeds.leave(anna)

    anna.refresh_from_db()
    assert (anna.renewal, anna.service, anna.ended_at) == ("ended", "terminated", NOW)
    assert (request.state, request.ends_at, request.confirmed_at) == ("effective", NOW, NOW)
    refund = Refund.objects.get(cancellation=request)
    assert (refund.total_minor, refund.currency, refund.state) == (7_999, "USD", "approved")
    part = refund.allocations.get()
    assert (part.payment.refund_reserved_minor, part.payment.refunded_minor) == (7_999, 0)
    assert part.rule_id == "vendor-60-annual/annual-60-days"
    note = refund.credit_notes.get()
    assert (note.number, note.total_minor, note.invoice) == (
        "CN-000001",
        7_999,
        part.payment.invoice,
    )
    assert deeds.violations() == []


def test_the_money_is_promised_but_not_sent(cast: Cast) -> None:
    refund = deeds.leave(cast.subscriber("anna")).refund

    attempt = deeds.attempt_of(refund)
    assert (attempt.state, attempt.amount_minor, attempt.submitted_at) == ("init", 7_999, None)
    promised = OutboxEntry.objects.get(topic="refund")
    assert (promised.subject_id, promised.due_at) == (attempt.pk, NOW)
    assert promised.objective_at == NOW + timedelta(hours=1)
    moves = refund.transfers.values_list("debit", "credit", "amount_minor", "currency")
    assert list(moves) == [("refunds", "refunds_payable", 7_999, "USD")]


def test_the_confirmation_is_sealed_and_says_what_was_decided(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    request = deeds.leave(anna)

    statement = Statement.objects.get(cancellation=request)
    said = deeds.verified(statement)
    assert said["reference"] == request.reference
    assert said["customer"] == {"name": "Anna", "email": "anna@mail.example"}
    assert said["ending"] == {
        "choice": "now",
        "requested_at": NOW.isoformat(),
        "effective_on": "2026-11-21",
        "access_until": NOW.isoformat(),
        "charge_dropped": {"on": "2027-09-25", "amount": "79.99 USD"},
        "charges_still_due": [],
    }
    refund = said["refund"]
    assert (refund["reference"], refund["total"]) == (request.refund.reference, "79.99 USD")
    assert (refund["state"], refund["paid_to"]) == ("instructed", "original payment method")
    assert (refund["expected_from"], refund["expected_by"]) == ("2026-11-30", "2026-12-02")
    (line,) = refund["lines"]
    assert (line["order"], line["refund"]) == ("Q-1001", "79.99 USD")
    assert line["rule"] == "vendor-60-annual/annual-60-days version 1"
    assert "day 57" in line["explanation"]
    assert said["policies"] == ["vendor-60-annual version 1"]


def test_one_letter_is_queued_to_the_address_on_file(cast: Cast) -> None:
    request = deeds.leave(cast.subscriber("anna"))

    letter = Notice.objects.get()
    assert (letter.to_email, letter.state, letter.template) == (
        "anna@mail.example",
        "queued",
        "statement",
    )
    assert letter.statement == Statement.objects.get(reference=request.reference)
    assert OutboxEntry.objects.get(topic="mail").subject_id == letter.pk


def test_the_history_tells_the_whole_state(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    deeds.leave(anna)

    assert deeds.history(anna) == [
        "subscription_imported",
        "cancellation_confirmed",
        "subscription_ended",
        "refund_instructed",
    ]
    ended = anna.events.get(kind="subscription_ended")
    assert (ended.actor, ended.channel, ended.at) == ("subscriber", "portal", NOW)


def test_a_double_click_does_nothing_twice(cast: Cast) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")
    first = deeds.confirm(quoted)
    before = deeds.rows()

    second = deeds.confirm(quoted, at=NOW + timedelta(seconds=2))

    assert second == first
    assert deeds.rows() == before


def test_asked_again_with_a_new_quote_of_the_same_ending_the_answer_is_the_one_that_stands(
    cast: Cast,
) -> None:
    anna = cast.subscriber("anna")
    earlier, later = deeds.quote(anna, choice="now"), deeds.quote(anna, choice="now")
    first = deeds.confirm(earlier)
    before = deeds.rows()

    assert deeds.confirm(later) == first
    assert deeds.rows() == before


def test_at_the_end_of_the_term_the_service_stays_and_nothing_is_given_back(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    request = deeds.leave(anna, "end_of_term")

    anna.refresh_from_db()
    assert (anna.renewal, anna.service) == ("non_renewing", "active")
    assert anna.ends_at == request.ends_at == anna.current_period_end
    assert (anna.ended_at, request.state) == (None, "confirmed")
    assert not Refund.objects.exists()
    assert not PaymentAttempt.objects.filter(kind="refund").exists()
    said = deeds.verified(request.statements.get())
    assert said["ending"]["charge_dropped"] == {"on": "2027-09-25", "amount": "79.99 USD"}
    assert (said["refund"]["state"], said["refund"]["total"]) == ("none", "0.00 USD")
    assert deeds.history(anna) == ["subscription_imported", "cancellation_confirmed"]
    assert deeds.violations() == []


def test_a_reason_is_kept_when_given_and_never_needed(cast: Cast) -> None:
    quoted = deeds.quote(cast.subscriber("anna"), choice="now")

    request = deeds.confirm(quoted, reason_code="too_dear", reason_text="The price went up.")

    assert (request.reason_code, request.reason_text) == ("too_dear", "The price went up.")
    assert deeds.leave(cast.subscriber("ben")).reason_code == ""


@pytest.mark.parametrize(
    ("asked", "customers", "sealed"),
    [("de", "en", "de"), ("", "de", "de"), ("", "fr", "en"), ("fr", "de", "de")],
)
def test_the_letter_is_in_the_language_of_the_page_then_of_the_customer_then_of_the_vendor(
    cast: Cast, asked: str, customers: str, sealed: str
) -> None:
    quoted = deeds.quote(cast.subscriber("anna", language=customers), choice="now")

    request = deeds.confirm(quoted, language=asked)

    assert deeds.verified(request.statements.get())["language"] == sealed
    assert Notice.objects.get().language == sealed


def test_each_subscriber_has_their_own_number_and_reference(cast: Cast) -> None:
    requests = [deeds.leave(cast.subscriber(key)) for key in ("anna", "ben", "cleo")]

    assert len({request.reference for request in requests}) == 3
    numbers = [r.refund.credit_notes.get().number for r in CancellationRequest.objects.all()]
    assert sorted(numbers) == ["CN-000001", "CN-000002", "CN-000003"]
