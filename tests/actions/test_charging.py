"""Charges claimed and recorded by the set: paid, refused, closed unsent, given back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.domain.payments import GatewayAnswer, NotDone, Unknown
from fairwell.models import Case, Invoice, Payment, PaymentAttempt, Transfer
from tests import deeds
from tests.actions.bills import bill, newest
from tests.actions.charges import HARD, SOFT, collect, record, renewed, state_of, took, wrong
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def moved(invoice: Invoice) -> list[str]:
    """The kinds of movement that its charges caused, in order."""
    return list(
        Transfer.objects.filter(attempt__invoice=invoice)
        .union(Transfer.objects.filter(payment__invoice=invoice))
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_a_charge_that_arrives_pays_its_invoice(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    assert record(at) == {"succeeded": 1}

    invoice = newest(anna)
    assert state_of(invoice) == ("paid", "none")
    assert moved(invoice) == ["charge_submitted", "payment_captured"]
    assert invoice.payments.get().captured_minor == invoice.total_minor
    assert deeds.history(anna)[-1] == "charge_succeeded"
    assert invoice.notices.get().template == "receipt"
    assert wrong(at) == []


def test_news_that_come_twice_are_recorded_once(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    (order,) = claim_charges(at=at, limit=10)
    news = [ChargeOutcome(order.attempt_id, took(order.attempt_id))]

    record_charge_outcomes(outcomes=news, at=at)
    before = deeds.rows()

    assert not record_charge_outcomes(outcomes=news, at=at)
    assert deeds.rows() == before


def test_a_refusal_begins_the_grace_and_foresees_a_retry(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    record(at, every=SOFT)

    invoice = newest(anna)
    assert state_of(invoice) == ("finalized", "retrying")
    # The third day begins for the bank at eight in the morning in New York.
    retry = (at + 3 * DAY).replace(hour=12)
    assert (invoice.first_failed_at, invoice.collect_at) == (at, retry)
    assert moved(invoice) == ["charge_submitted", "charge_returned"]
    assert deeds.history(anna)[-1] == "charge_declined"
    assert (anna.standing, anna.bill_at) == ("grace", anna.current_period_end)
    letter = invoice.notices.get()
    assert letter.template == "charge_failed"
    assert letter.context["next_retry_at"] == retry.isoformat()
    assert wrong(at) == []


def test_a_card_refused_for_good_is_never_asked_again(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    record(at, every=HARD)

    invoice = newest(anna)
    anna.method.refresh_from_db()
    assert anna.method.refused_at == at
    assert state_of(invoice) == ("finalized", "waiting")
    assert invoice.notices.get().context["needs"] == "new_card"
    assert wrong(at) == []


def test_another_invoice_of_a_refused_card_is_not_sent(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    ben.method = anna.method
    ben.save()
    at = anna.current_period_end
    bill(at)
    record(at, anna=HARD, ben=NotDone("It never left."))

    (order,) = claim_charges(at=at + timedelta(minutes=1), limit=10)

    assert order.refused


def test_an_invoice_that_is_not_owed_any_more_is_closed_unsent(cast: Cast) -> None:
    anna = renewed(cast)
    Invoice.objects.filter(pk=newest(anna).pk).update(collection="stopped")

    assert claim_charges(at=anna.current_period_start, limit=10) == []

    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert (attempt.state, attempt.failure_code) == ("failed", "not_sent")
    assert moved(newest(anna)) == []


def test_an_invoice_of_another_amount_is_charged_anew(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    Invoice.objects.filter(pk=newest(anna).pk).update(credited_minor=999)

    assert claim_charges(at=at, limit=10) == []

    assert state_of(newest(anna)) == ("finalized", "waiting")
    assert newest(anna).collect_at == at


@pytest.mark.parametrize("news", [Unknown("silence"), NotDone("It never left.")])
def test_what_is_not_known_holds_its_money_in_clearing(cast: Cast, news: Unknown | NotDone) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    record(at, every=news)

    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert attempt.ask_at == at + timedelta(seconds=5)
    assert moved(newest(anna)) == ["charge_submitted"]
    assert wrong(at) == []
    record(at + timedelta(minutes=1), every=took(attempt.pk))
    assert moved(newest(anna)) == ["charge_submitted", "payment_captured"]


def test_news_in_contradiction_change_nothing_and_open_a_case(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    record(at)
    attempt = PaymentAttempt.objects.get(invoice=newest(anna))

    for _ in range(2):
        record_charge_outcomes(outcomes=[ChargeOutcome(attempt.pk, SOFT)], at=at)

    assert state_of(newest(anna)) == ("paid", "none")
    assert Case.objects.get().kind == "unknown_outcome"


def test_a_pending_charge_that_fails_days_later_begins_the_grace_then(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    record(at, every=GatewayAnswer(outcome="pending", gateway_ref="ch_slow"))
    failed = GatewayAnswer(outcome="failed", gateway_ref="ch_slow", failure_code="no_money")

    record(at + 4 * DAY, every=failed)

    assert newest(anna).first_failed_at == at + 4 * DAY
    assert deeds.history(anna)[-1] == "charge_returned", "the bank had not said no, it failed later"
    assert anna.standing == "grace"


def statements(cast: Cast, count: int, start: int) -> int:
    """How many statements it takes to record so many charges that arrive."""
    for number in range(start, start + count):
        cast.subscriber(f"nr{number}")
    at = cast.subscriptions[f"nr{start}"].current_period_end
    bill(at)
    orders = claim_charges(at=at, limit=1_000)
    assert len(orders) == count
    news = [ChargeOutcome(order.attempt_id, took(order.attempt_id)) for order in orders]
    with CaptureQueriesContext(connection) as asked:
        record_charge_outcomes(outcomes=news, at=at)
    assert Payment.objects.filter(gateway_ref__startswith="ch_new_").count() == start + count
    return len(asked)


def test_a_hundred_outcomes_take_no_more_statements_than_two(cast: Cast) -> None:
    assert statements(cast, 2, start=0) == statements(cast, 40, start=2)


def test_paying_one_of_two_overdue_orders_leaves_the_grace(cast: Cast) -> None:
    anna = renewed(cast, price="price_month_usd", charged=NOW - 10 * DAY)
    at = anna.current_period_start
    record(at, every=SOFT)
    more = newest(anna)
    more.pk, more.number, more.kind = None, "Q-more", "adjustment"
    more.collect_at = at + 3 * DAY
    more.save()
    Invoice.objects.filter(pk=newest(anna).pk).update(collect_at=None)
    collect(at + 3 * DAY)

    record(at + 3 * DAY)

    assert state_of(more) == ("paid", "none")
    anna.refresh_from_db()
    assert anna.standing == "grace", "the order of the period is still overdue"
    by_day = at + 4 * DAY + timedelta(hours=6)
    Invoice.objects.filter(pk=newest(anna).pk).update(collect_at=by_day)
    collect(by_day)
    record(by_day)
    deeds.history(anna)
    assert anna.standing == "current"
