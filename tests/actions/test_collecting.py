"""Collecting what is overdue: retries, grace, hold and end, as the pinned policy says."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.billing.collect_due_invoices import collect_due_invoices
from fairwell.actions.steps.append_event import append_event
from fairwell.models import CreditNote, Entitlement, Invoice, Transfer
from tests import deeds
from tests.actions.bills import bill, newest
from tests.actions.charges import (
    HARD,
    SOFT,
    another_card,
    collect,
    record,
    refused_until,
    renewed,
    state_of,
    wrong,
)
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def letters(invoice: Invoice) -> list[str]:
    """The letters about an invoice, in order."""
    return list(invoice.notices.order_by("pk").values_list("template", flat=True))


def test_the_bank_is_asked_on_the_days_of_the_policy(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    assert refused_until(anna, at + 13 * DAY) == [0, 3, 5, 7]

    assert deeds.history(anna)[-4:] == ["charge_declined"] * 4
    assert (anna.standing, anna.service) == ("grace", "active")
    assert letters(newest(anna)) == ["charge_failed"] * 4


def test_after_the_grace_access_rests_until_it_is_paid(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    refused_until(anna, at + 14 * DAY)

    anna.refresh_from_db()
    assert (anna.standing, anna.service, anna.bill_at) == ("on_hold", "active", None)
    assert letters(newest(anna))[-1] == "on_hold"
    assert not Entitlement.objects.filter(subscription=anna, ends_at=None).exists()

    anna.method = another_card(anna)
    anna.save()
    Invoice.objects.filter(pk=newest(anna).pk).update(collect_at=at + 20 * DAY)
    collect(at + 20 * DAY)
    record(at + 20 * DAY)

    deeds.history(anna)
    assert (anna.standing, anna.bill_at) == ("current", anna.current_period_end)
    assert state_of(newest(anna)) == ("paid", "none")
    assert Entitlement.objects.filter(subscription=anna, ends_at=None).exists()
    assert wrong(at + 20 * DAY) == []


def test_a_hold_that_nobody_ends_becomes_the_end_and_the_rest_is_given_up(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    refused_until(anna, at + 31 * DAY)

    assert deeds.history(anna)[-4:] == [
        "standing_changed",
        "subscription_ended",
        "invoice_credited",
        "invoice_given_up",
    ]
    assert (anna.standing, anna.service) == ("written_off", "terminated")
    invoice = newest(anna)
    assert (invoice.state, invoice.collection) == ("uncollectible", "stopped")
    assert letters(invoice)[-1] == "ended_unpaid"
    note = CreditNote.objects.get(invoice=invoice)
    assert (note.kind, note.to) == ("waiver", "receivable")
    lost = Transfer.objects.get(invoice=invoice, kind="written_off")
    assert lost.amount_minor == invoice.total_minor - note.total_minor
    used = 14 * invoice.total_minor // 365  # access rested from the fifteenth day on
    assert abs(lost.amount_minor - used) <= invoice.total_minor // 365
    assert collect(at + 90 * DAY) == 0
    assert wrong(at + 31 * DAY) == []


def test_without_a_card_it_is_asked_for_at_once(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    anna.method = None
    anna.save()
    at = anna.current_period_end
    bill(at)

    collect(at)
    collect(at + DAY)

    deeds.history(anna)
    assert anna.standing == "grace"
    (letter,) = newest(anna).notices.all()
    assert (letter.template, letter.context["needs"]) == ("charge_failed", "card")


def test_a_card_refused_for_good_is_not_tried_until_there_is_another(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start

    assert refused_until(anna, at + 10 * DAY, HARD) == [0]

    anna.refresh_from_db()
    anna.method = another_card(anna)
    anna.save()
    Invoice.objects.filter(pk=newest(anna).pk).update(collect_at=at + 10 * DAY)
    collect(at + 10 * DAY)
    assert record(at + 10 * DAY) == {"succeeded": 1}
    assert list(newest(anna).attempts.order_by("pk").values_list("idempotency_key", flat=True)) == [
        f"charge-{newest(anna).pk}-{n}" for n in (1, 2)
    ]


def test_a_disputed_charge_is_not_collected_and_loses_no_grace(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    record(at, every=SOFT)
    anna.refresh_from_db()
    data = {"invoice": newest(anna).pk, "matter": "X-1", "before": "retrying"}
    append_event(
        anna, "collection_paused", at=at + DAY, actor="system", channel="worker", data=data
    )

    assert collect(at + 20 * DAY) == 1

    assert state_of(newest(anna)) == ("finalized", "paused")
    anna.refresh_from_db()
    assert anna.standing == "grace"


def statements(cast: Cast, count: int, start: int) -> int:
    """How many statements it takes to ask again for so many declined charges."""
    for number in range(start, start + count):
        cast.subscriber(f"nr{number}")
    at = cast.subscriptions[f"nr{start}"].current_period_end
    bill(at)
    record(at, every=SOFT)
    later = at + 3 * DAY + timedelta(hours=6)
    with CaptureQueriesContext(connection) as asked:
        assert collect_due_invoices(at=later) == count
    assert record(later) == {"succeeded": count}
    return len(asked)


def test_forty_retries_take_no_more_statements_than_two(cast: Cast) -> None:
    assert statements(cast, 2, start=0) == statements(cast, 40, start=2)


def test_nothing_is_due_of_what_was_paid(cast: Cast) -> None:
    anna = renewed(cast, charged=NOW - 360 * DAY)
    record(anna.current_period_start)

    assert collect(anna.current_period_start + 60 * DAY) == 0
