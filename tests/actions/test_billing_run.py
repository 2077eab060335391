"""The billing run: who is due is renewed once, with everything that a bill hangs on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.models import (
    BillingRun,
    CreditBalance,
    CreditEntry,
    Entitlement,
    Invoice,
    PaymentAttempt,
    PaymentMethod,
    Price,
    ScheduledChange,
    Subscription,
    SubscriptionEvent,
)
from tests import deeds
from tests.actions.bills import bill, day, gapless, newest, sell_in_germany, transfers
from tests.cast import NOW, Cast

CHARGED = datetime(2026, 10, 31, 9, tzinfo=UTC)


def monthly(cast: Cast, key: str = "dora", **options: object) -> Subscription:
    """A subscriber who pays monthly, the last day of the month being hers."""
    return cast.subscriber(key, price="price_month_usd", charged=CHARGED, **options)


def test_a_due_subscription_is_renewed_with_all_that_belongs_to_it(cast: Cast) -> None:
    dora = monthly(cast)
    due = dora.current_period_end

    report = bill(due)

    assert (report.counts, report.billed_minor) == ({"renewed": 1}, {"USD": 999})
    dora.refresh_from_db()
    assert dora.current_period_no == 2
    assert dora.current_period_start == due
    assert dora.bill_at == dora.current_period_end == day("2026-12-31", 10)
    invoice = newest(dora)
    assert (invoice.number, invoice.state, invoice.collection) == ("INV-000001", "finalized", "due")
    assert (invoice.period_no, invoice.period_start, invoice.total_minor) == (2, due, 999)
    line = invoice.lines.get()
    assert (line.description, line.quantity, line.unit_minor) == ("Guard Plus", 1, 999)
    assert (line.service_start, line.service_end) == (due, dora.current_period_end)
    attempt = PaymentAttempt.objects.get(invoice=invoice)
    assert (attempt.state, attempt.amount_minor, attempt.ask_at) == ("init", 999, due)
    assert attempt.method == dora.method
    assert transfers(invoice) == [("invoice_issued", 999)]
    told = SubscriptionEvent.objects.get(subscription=dora, kind="period_renewed")
    assert told.data["invoice"] == invoice.pk
    deeds.history(dora)


def test_nothing_is_due_before_its_time_and_nothing_twice(cast: Cast) -> None:
    dora = monthly(cast)
    due = dora.current_period_end

    assert bill(due - timedelta(seconds=1)).counts == {}
    assert bill(due).counts == {"renewed": 1}
    assert bill(due).counts == {}
    assert bill(due + timedelta(days=3)).counts == {}
    assert dora.invoices.filter(kind="period").count() == 2


def test_german_tax_is_inside_the_price_and_the_amounts_add_up(cast: Cast) -> None:
    sell_in_germany()
    greta = cast.subscriber("greta", price="price_month_eur", charged=CHARGED, country="DE")

    bill(greta.current_period_end)

    invoice = newest(greta)
    assert (invoice.net_minor, invoice.tax_minor, invoice.total_minor) == (839, 160, 999)
    tax = invoice.taxes.get()
    assert (tax.name, tax.jurisdiction, tax.rate_ppm) == ("VAT", "DE", 190_000)
    assert (tax.taxable_minor, tax.tax_minor, tax.category) == (839, 160, "S")
    assert transfers(invoice) == [("invoice_issued", 839), ("invoice_tax", 160)]
    assert invoice.seller is not None


def test_without_a_card_the_bill_waits_to_be_paid(cast: Cast) -> None:
    dora = monthly(cast)
    Subscription.objects.filter(pk=dora.pk).update(method=None)

    bill(dora.current_period_end)

    invoice = newest(dora)
    assert (invoice.state, invoice.collection) == ("finalized", "waiting")
    assert invoice.collect_at is not None
    assert not invoice.attempts.exists()


def test_a_card_that_was_refused_for_good_is_not_asked_again(cast: Cast) -> None:
    dora = monthly(cast)
    PaymentMethod.objects.update(refused_at=NOW)

    bill(dora.current_period_end)

    assert not newest(dora).attempts.exists()


@pytest.mark.parametrize(("credit", "owed"), [(400, 599), (999, 0), (5_000, 0)])
def test_credit_is_used_before_a_card_is_charged(cast: Cast, credit: int, owed: int) -> None:
    dora = monthly(cast)
    CreditBalance.objects.create(customer=dora.customer, currency="USD", balance_minor=credit)
    CreditBalance.objects.create(customer=dora.customer, currency="EUR", balance_minor=7)

    bill(dora.current_period_end)

    invoice = newest(dora)
    assert (invoice.credit_applied_minor, invoice.owed_minor) == (999 - owed, owed)
    assert invoice.state == ("finalized" if owed else "paid")
    assert [a.amount_minor for a in invoice.attempts.all()] == ([owed] if owed else [])
    assert CreditBalance.objects.get(currency="USD").balance_minor == credit - (999 - owed)
    assert CreditBalance.objects.get(currency="EUR").balance_minor == 7
    assert CreditEntry.objects.get().amount_minor == -(999 - owed)
    assert ("credit_applied", 999 - owed) in transfers(invoice)


def test_two_subscriptions_of_one_customer_share_the_credit_and_no_more(cast: Cast) -> None:
    one = monthly(cast)
    two = monthly(cast, "erik")
    Subscription.objects.filter(pk=two.pk).update(customer=one.customer)
    CreditBalance.objects.create(customer=one.customer, currency="USD", balance_minor=1_200)

    bill(one.current_period_end)

    assert [newest(each).owed_minor for each in (one, two)] == [0, 798]
    assert CreditBalance.objects.get().balance_minor == 0


def test_who_turned_renewal_off_or_cancelled_is_not_billed(cast: Cast) -> None:
    off, gone = monthly(cast), monthly(cast, "cleo")
    deeds.switch(off, "off")
    deeds.leave(gone, "end_of_term")

    assert bill(off.current_period_end + timedelta(days=1)).counts == {}


def test_what_was_missed_is_skipped_unless_it_is_asked_for(cast: Cast) -> None:
    dora = monthly(cast)
    late = day("2027-03-10")

    report = bill(late)

    assert report.counts == {"renewed": 1, "periods skipped": 3}
    dora.refresh_from_db()
    assert (dora.current_period_no, newest(dora).period_no) == (5, 5)
    assert dora.current_period_start <= late < dora.current_period_end
    deeds.history(dora)


def test_catching_up_bills_each_missed_period_by_itself(cast: Cast) -> None:
    dora = monthly(cast)
    late = day("2027-03-10")

    rounds = [bill(late, catch_up=True).counts["renewed"] for _ in range(5)]

    assert rounds == [1, 1, 1, 1, 0]
    periods = dora.invoices.filter(kind="period").order_by("period_no")
    assert [invoice.period_no for invoice in periods] == [1, 2, 3, 4, 5]
    starts, ends = zip(*periods.values_list("period_start", "period_end"), strict=True)
    assert starts[1:] == ends[:-1]


def test_a_trial_with_a_card_becomes_a_paid_term_and_one_without_ends(cast: Cast) -> None:
    over = NOW + timedelta(days=7)
    with_card = monthly(cast, service="trialing", trial_end=over)
    without = monthly(cast, "otto", service="trialing", trial_end=over)
    card = PaymentMethod.objects.create(
        customer=with_card.customer, gateway="sandbox", method_ref="pm_dora"
    )
    Subscription.objects.filter(pk=with_card.pk).update(method=card)

    report = bill(over)

    assert report.counts == {"trial converted": 1, "trial ended": 1}
    with_card.refresh_from_db()
    without.refresh_from_db()
    assert (with_card.service, with_card.current_period_no) == ("active", 1)
    assert newest(with_card).period_start == over
    assert (without.service, without.renewal, without.ended_at) == ("terminated", "ended", over)
    assert not without.invoices.exists()
    assert set(Entitlement.objects.filter(subscription=without).values_list("ends_at")) == {(over,)}
    deeds.history(with_card)
    deeds.history(without)


def test_a_choice_made_for_the_renewal_comes_true_with_it(cast: Cast) -> None:
    dora = monthly(cast)
    yearly = Price.objects.get(external_id="price_year_usd")
    change = ScheduledChange.objects.create(
        subscription=dora, kind="cycle", to_price=yearly, to_quantity=2, idempotency_key="k",
        effective_at=dora.current_period_end, asked_at=NOW, actor="subscriber", channel="portal",
    )  # fmt: skip

    bill(dora.current_period_end)

    dora.refresh_from_db()
    change.refresh_from_db()
    assert (dora.price, dora.quantity, change.state) == (yearly, 2, "applied")
    assert newest(dora).total_minor == 2 * 7_999
    assert dora.current_period_end == day("2027-11-30", 10)
    devices = Entitlement.objects.get(subscription=dora, feature="devices", ends_at=None)
    assert devices.quantity == 10
    deeds.history(dora)


def test_a_range_costs_the_same_statements_however_many_are_in_it(cast: Cast) -> None:
    bill(monthly(cast).current_period_end)
    counts = []
    for n in (1, 12):
        for number in range(n):
            monthly(cast, f"nr{n}x{number}")
        run = start_billing_run(at=day("2026-11-30", 10))
        assert run is not None
        with CaptureQueriesContext(connection) as asked:
            assert bill_next_chunk(run_id=run.pk, at=NOW) is not None
        counts.append(len(asked))
        bill_next_chunk(run_id=run.pk, at=NOW)
    assert counts[0] == counts[1] <= 25


def test_a_run_is_cut_into_ranges_and_goes_on_where_it_was(cast: Cast) -> None:
    people = [monthly(cast, f"nr{number}") for number in range(5)]
    due = people[0].current_period_end
    run = start_billing_run(at=due, chunk=2)
    assert run is not None
    assert [(c.first_id, c.last_id) for c in run.chunks.order_by("no")] == [
        (people[0].pk, people[1].pk), (people[2].pk, people[3].pk), (people[4].pk, people[4].pk),
    ]  # fmt: skip

    bill_next_chunk(run_id=run.pk, at=due)
    assert Invoice.objects.filter(series="invoices").count() == 2
    assert start_billing_run(at=due) == run, "the open run is gone on with"
    bill(due)

    assert BillingRun.objects.get().finished_at == due
    assert Invoice.objects.filter(series="invoices").count() == 5
    assert gapless()
    assert deeds.violations(due) == []
