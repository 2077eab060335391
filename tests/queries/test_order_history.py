"""The order history: everything that was charged, a page at a time, at the same cost for all."""

from datetime import UTC, datetime, timedelta

import pytest

from fairwell.models import Invoice, InvoiceLine, Payment, Subscription
from fairwell.queries.order_history import PAGE, OrderHistory, Which, order_history
from tests import deeds
from tests.cast import NOW, Cast
from tests.queries.test_account import NumQueries, user_id

ALL = Which()


def years_of_invoices(subscription: Subscription, months: int) -> None:
    """One more paid invoice a month, going back from NOW."""
    price = subscription.price
    invoices = Invoice.objects.bulk_create(
        Invoice(
            number=f"INV-{subscription.pk:03d}-{n:03d}", series="invoices",
            customer=subscription.customer, subscription=subscription, kind="adjustment",
            currency="USD", net_minor=999, total_minor=999, state="paid",
            issued_at=NOW - timedelta(days=30 * n + 1),
        )
        for n in range(months)
    )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=one, price=price, description="Guard Plus", amount_minor=999, net_minor=999
        )
        for one in invoices
    )
    Payment.objects.bulk_create(
        Payment(
            invoice=one, gateway="sandbox", gateway_ref=f"ch_{one.pk}", currency="USD",
            captured_minor=999, captured_at=one.issued_at,
        )
        for one in invoices
    )  # fmt: skip


def with_subscriptions(cast: Cast, count: int, *, months: int) -> Subscription:
    """Anna with that many subscriptions, each billed monthly for so long."""
    anna = cast.subscriber("anna")
    owned = [anna]
    for n in range(count - 1):
        more = cast.subscriber(f"anna{n}", signed_up=False)
        more.customer.user = anna.customer.user
        more.customer.save()
        owned.append(more)
    for one in owned:
        years_of_invoices(one, months)
    return anna


def everything(user: int, which: Which = ALL) -> list[OrderHistory]:
    """All its pages."""
    first = order_history(user, which)
    return [first, *(order_history(user, which, page=n) for n in range(2, first.pages + 1))]


@pytest.mark.parametrize(("count", "months"), [(1, 3), (50, 120)])
def test_eight_queries_for_one_subscription_and_for_fifty_over_ten_years(
    cast: Cast, django_assert_num_queries: NumQueries, count: int, months: int
) -> None:
    anna = with_subscriptions(cast, count, months=months)

    with django_assert_num_queries(8):
        history = order_history(user_id(anna), ALL)
        told = [(row.what, row.state, row.on, row.credit_notes) for row in history.rows]

    assert history.count == count * (months + 1)
    assert len(told) == min(PAGE, history.count)
    assert {what for what, *_ in told} == {("Guard Plus",)}
    assert len(history.subscriptions) == count


def test_the_pages_together_hold_every_order_once_newest_first(cast: Cast) -> None:
    anna = with_subscriptions(cast, 2, months=60)

    pages = everything(user_id(anna))

    numbers = [row.invoice.number for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 22]
    assert len(numbers) == len(set(numbers)) == 122
    days = [row.invoice.issued_at for page in pages for row in page.rows]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (99, 2)])
def test_a_page_that_is_not_there_is_the_nearest(cast: Cast, asked: int, given: int) -> None:
    anna = with_subscriptions(cast, 1, months=60)

    assert order_history(user_id(anna), ALL, page=asked).page == given


def test_one_subscription_or_one_year_can_be_asked_for(cast: Cast) -> None:
    anna = with_subscriptions(cast, 2, months=24)
    user = user_id(anna)

    own = [row.invoice for page in everything(user, Which(anna.pk)) for row in page.rows]
    past = [row.on for page in everything(user, Which(year=2025)) for row in page.rows]

    assert len(own) == 25
    assert {invoice.subscription_id for invoice in own} == {anna.pk}
    assert {day.year for day in past} == {2025}
    assert order_history(user, ALL).years == (2026, 2025, 2024)


def test_a_year_begins_at_the_vendors_midnight(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    # It is still 2025 in New York.
    Invoice.objects.update(issued_at=datetime(2026, 1, 1, 4, 59, tzinfo=UTC))
    user = user_id(anna)

    assert order_history(user, ALL).years == (2025,)
    assert order_history(user, Which(year=2025)).count == 1
    assert order_history(user, Which(year=2026)).count == 0


def test_nobody_elses_orders_and_no_drafts(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    Invoice.objects.filter(subscription=anna).update(state="draft")

    history = order_history(user_id(anna), Which(bob.pk))

    assert (history.count, history.rows) == (0, ())
    assert order_history(user_id(anna), ALL).count == 0
    assert order_history(user_id(bob), ALL).count == 1


def test_what_went_back_shows_in_the_state_with_its_credit_note(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)

    (row,) = order_history(user_id(anna), ALL).rows

    assert row.state == "refund_under_way"
    assert [note.total_minor for note in row.credit_notes] == [7_999]
    assert row.issued_elsewhere
