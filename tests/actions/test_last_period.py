"""The last term before a settled end: billed for its part, once, and nothing after it."""

from datetime import date, datetime, timedelta

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import InvoiceLine, Subscription
from fairwell.queries.ledger.deferred import ledger_deferred
from tests import deeds
from tests.actions.bills import bill, newest
from tests.actions.charges import SOFT, record, wrong
from tests.cast import NOW, Cast

DAY = timedelta(days=1)
# Ben's month runs from 5 December to 5 January; he leaves with the end of December.
CHARGED = NOW.replace(month=11, day=5, hour=15)
LAST = date(2026, 12, 31)


def leaving(cast: Cast, key: str = "ben", on: date = LAST) -> tuple[Subscription, datetime]:
    """Somebody whose last day lies in the next term; and when that term is due."""
    ben = cast.subscriber(key, price="price_month_usd", charged=CHARGED)
    deeds.leave(ben, "on_date", on_date=on)
    ben.refresh_from_db()
    assert ben.bill_at is not None
    return ben, ben.bill_at


def test_it_is_billed_up_to_the_end_and_the_others_of_the_run_with_it(cast: Cast) -> None:
    ben, due = leaving(cast)
    anna = cast.subscriber("anna", price="price_month_usd", charged=CHARGED)

    report = bill(due)

    assert report.counts == {"renewed": 2}
    ben.refresh_from_db()
    invoice, line = newest(ben), InvoiceLine.objects.get(invoice=newest(ben))
    assert invoice.total_minor == 870  # 27 of 31 days
    assert (invoice.period_end, line.service_end) == (ben.ends_at, ben.ends_at)
    assert (ben.renewal, ben.bill_at) == ("non_renewing", None)
    assert newest(anna).total_minor == 999
    assert deeds.history(ben)[-1] == "period_renewed"
    told = ben.events.latest("no").data
    assert (told["renewal"], told["until"]) == ("non_renewing", ben.ends_at.isoformat())
    assert wrong(due) == []


def test_an_end_with_the_very_end_of_the_term_is_billed_whole(cast: Cast) -> None:
    ben, due = leaving(cast)
    end = ben.current_period_end + 31 * DAY
    Subscription.objects.filter(pk=ben.pk).update(ends_at=end)

    bill(due)

    ben.refresh_from_db()
    assert (newest(ben).total_minor, newest(ben).period_end) == (999, end)
    assert (ben.renewal, ben.bill_at) == ("non_renewing", None)


def test_it_ends_as_it_was_confirmed_and_all_of_it_is_earned(cast: Cast) -> None:
    ben, due = leaving(cast)
    bill(due)
    record(due)
    ben.refresh_from_db()
    assert ben.ends_at is not None

    assert end_due_subscriptions(at=ben.ends_at) == 1
    while recognise_revenue(at=ben.ends_at + DAY):
        pass

    assert ledger_deferred() == {}
    assert bill(ben.ends_at + 40 * DAY).counts == {}
    assert wrong(ben.ends_at + DAY) == []


def test_who_does_not_pay_it_owes_no_part_of_a_part(cast: Cast) -> None:
    ben, due = leaving(cast)
    bill(due)
    record(due, every=SOFT)
    ben.refresh_from_db()
    assert ben.ends_at is not None

    end_due_subscriptions(at=ben.ends_at)

    invoice = newest(ben)
    assert (invoice.state, invoice.collection) == ("finalized", "stopped")
    assert (invoice.total_minor, invoice.credited_minor) == (870, 0), "it was for this time alone"
    assert wrong(ben.ends_at) == []


def test_taken_back_after_the_last_bill_it_renews_with_the_end_of_the_term(cast: Cast) -> None:
    ben, due = leaving(cast)
    request = ben.cancellations.get()
    bill(due)
    record(due)

    deeds.undo(ben, request.reference, at=due + DAY)

    ben.refresh_from_db()
    assert (ben.renewal, ben.ends_at, ben.bill_at) == (
        "auto_renewing", None, ben.current_period_end,
    )  # fmt: skip
    bill(ben.current_period_end)
    record(ben.bill_at)
    assert newest(ben).total_minor == 999
    assert deeds.history(ben)[-1] != "periods_skipped"
    assert wrong(ben.bill_at) == []
