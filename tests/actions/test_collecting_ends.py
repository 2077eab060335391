"""Leaving stops collection: nothing is charged for what lies after the end."""

from datetime import datetime, timedelta

import pytest

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.domain.payments import GatewayAnswer
from fairwell.models import Case, Invoice, PaymentAttempt, Price, Refund
from tests import deeds
from tests.actions.bills import bill, newest
from tests.actions.charges import SOFT, collect, record, renewed, state_of, took, wrong
from tests.cast import Cast

DAY = timedelta(days=1)
# Its pack gives nothing back, so that what was used stays owed.
KEEPS = {"price": "price_vault_usd"}


def in_clearing(invoice: Invoice) -> int:
    """What the invoice's charges hold in clearing."""
    kinds = list(
        PaymentAttempt.objects.filter(invoice=invoice).values_list("transfers__kind", flat=True)
    )
    return kinds.count("charge_submitted") - kinds.count("charge_returned")


def left_of(invoice: Invoice) -> int:
    """What credit notes have left of it."""
    invoice.refresh_from_db()
    return invoice.total_minor - invoice.credited_minor


def test_leaving_while_overdue_voids_what_a_payer_would_get_back(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    record(at, every=SOFT)

    deeds.leave(anna, at=at + 2 * DAY)

    invoice = newest(anna)
    assert state_of(invoice) == ("voided", "none")
    assert left_of(invoice) == 0
    assert deeds.history(anna)[-2:] == ["subscription_ended", "invoice_voided"]
    assert anna.events.latest("no").data["order"] == invoice.number
    assert collect(at + 60 * DAY) == 0
    assert not Refund.objects.exists()
    assert wrong(at + 2 * DAY) == []


def test_where_nothing_goes_back_the_days_used_stay_owed_and_uncharged(cast: Cast) -> None:
    anna = renewed(cast, **KEEPS)
    at = anna.current_period_start
    record(at, every=SOFT)

    deeds.leave(anna, at=at + 10 * DAY)

    invoice = newest(anna)
    assert state_of(invoice) == ("finalized", "stopped")
    assert 9 * 2_400 // 365 <= left_of(invoice) <= 12 * 2_400 // 365
    assert deeds.history(anna)[-1] == "invoice_credited"
    assert anna.events.latest("no").data["total_minor"] == 2_400 - left_of(invoice)
    assert collect(at + 60 * DAY) == 0
    assert claim_charges(at=at + 60 * DAY, limit=10) == []
    before = left_of(invoice)
    end_due_subscriptions(at=at + 60 * DAY)
    assert left_of(invoice) == before
    assert wrong(at + 10 * DAY) == []


def test_leaving_before_the_charge_was_sent_closes_it(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    deeds.leave(anna, at=at)

    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert (attempt.state, attempt.failure_code) == ("failed", "not_sent")
    assert claim_charges(at=at + DAY, limit=10) == []
    assert wrong(at) == []


def sent_then_left(cast: Cast, at_days: int, **options: object) -> tuple[Invoice, int, datetime]:
    """A charge on its way when its owner leaves."""
    anna = renewed(cast, **options)
    at = anna.current_period_start
    (order,) = claim_charges(at=at, limit=10)
    deeds.leave(anna, at=at + at_days * DAY)
    invoice = newest(anna)
    assert state_of(invoice) == ("finalized", "stopped"), "its outcome is waited for"
    return invoice, order.attempt_id, at + (at_days + 1) * DAY


def test_a_charge_that_arrives_after_the_end_goes_back(cast: Cast) -> None:
    invoice, attempt, at = sent_then_left(cast, 0)

    record_charge_outcomes(outcomes=[ChargeOutcome(attempt, took(attempt))], at=at)

    assert state_of(invoice) == ("paid", "none")
    refund = Refund.objects.get()
    assert (refund.total_minor, refund.reason_code) == (invoice.total_minor, "charged_after_end")
    assert Case.objects.get().kind == "charged_after_end"
    assert invoice.payments.get().refund_reserved_minor == invoice.total_minor
    assert [note.to for note in invoice.credit_notes.all()] == ["refund"]
    assert wrong(at) == []


def test_a_charge_that_arrives_after_the_end_keeps_the_days_used(cast: Cast) -> None:
    invoice, attempt, at = sent_then_left(cast, 30, **KEEPS)

    record_charge_outcomes(outcomes=[ChargeOutcome(attempt, took(attempt))], at=at)

    kept = invoice.total_minor - Refund.objects.get().total_minor
    assert 29 * 2_400 // 365 <= kept <= 32 * 2_400 // 365
    assert wrong(at) == []


def test_a_charge_that_fails_after_the_end_leaves_nothing_to_collect(cast: Cast) -> None:
    invoice, attempt, at = sent_then_left(cast, 0)

    record_charge_outcomes(outcomes=[ChargeOutcome(attempt, SOFT)], at=at)

    assert state_of(invoice) == ("voided", "none")
    assert in_clearing(invoice) == 0
    assert invoice.notices.filter(template="charge_failed").count() == 0
    assert wrong(at) == []
    assert collect(at + 60 * DAY) == 0


@pytest.mark.parametrize("news", [None, SOFT])
def test_one_that_ends_unpaid_gives_up_no_order_whose_charge_is_on_its_way(
    cast: Cast, news: GatewayAnswer | None
) -> None:
    """Three weeks are owed; the last is being paid when the first one's time is up."""
    anna = cast.subscriber("anna", price="price_month_usd")
    Price.objects.filter(external_id="price_month_usd").update(term="P7D")
    at = anna.current_period_end
    for hours in range(0, 29 * 24, 2):
        now = at + timedelta(hours=hours)
        bill(now)
        collect(now)
        record(now, every=SOFT)
    last = newest(anna)
    said = {"order_number": last.number, "method_id": None, "idempotency_key": "pay"}
    pay_invoice(subscription_id=anna.pk, at=at + 29 * DAY, **said, **deeds.PORTAL)
    (order,) = claim_charges(at=at + 29 * DAY, limit=10)

    collect(at + 32 * DAY)

    anna.refresh_from_db()
    assert anna.service == "terminated"
    assert state_of(last) == ("finalized", "stopped"), "its outcome is waited for"
    answer = news or took(order.attempt_id)
    record_charge_outcomes(outcomes=[ChargeOutcome(order.attempt_id, answer)], at=at + 33 * DAY)
    states = dict(anna.invoices.values_list("number", "state"))
    assert states.pop(last.number) == ("uncollectible" if news else "paid")
    assert set(states.values()) == {"paid", "uncollectible"}
    assert not Case.objects.filter(kind="reconciliation").exists(), "nobody paid too much"
    deeds.history(anna)
    assert wrong(at + 33 * DAY) == []


def test_an_end_to_come_that_is_undone_collects_again(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    day = (at + 30 * DAY).date()
    request = deeds.leave(anna, "on_date", on_date=day, at=at)
    invoice = newest(anna)
    assert state_of(invoice) == ("finalized", "stopped")
    assert claim_charges(at=at, limit=10) == []

    deeds.undo(anna, request.reference, at=at + DAY)
    collect(at + DAY)
    record(at + DAY)

    assert state_of(invoice) == ("paid", "none")
    assert wrong(at + DAY) == []


def test_an_end_of_term_keeps_the_term_owed(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    deeds.leave(anna, "end_of_term", at=at)
    record(at)

    assert state_of(newest(anna)) == ("paid", "none")
    assert left_of(newest(anna)) == newest(anna).total_minor
    assert wrong(at) == []
