"""Orders: what was paid and went back, and which order a typed number means."""

from datetime import date, timedelta

import pytest

from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.models import Invoice, Subscription
from fairwell.queries.account import subscription_of
from fairwell.queries.orders import case_of, methods_of, order_of, orders_of, why_no_refund
from tests.cast import NOW, Cast
from tests.queries.test_account import NumQueries, cancelled, user_id


def number_of(subscription: Subscription) -> str:
    """The number of its newest order."""
    return Invoice.objects.filter(subscription=subscription).latest("issued_at").number


@pytest.mark.parametrize("count", [1, 30])
def test_orders_with_payments_refunds_and_credit_notes_take_four_queries(
    cast: Cast, django_assert_num_queries: NumQueries, count: int
) -> None:
    anna = cast.subscriber("anna", payments=(100,) * count)
    cancelled(anna, choice="now")

    with django_assert_num_queries(4):
        orders = orders_of(user_id(anna), anna.pk)
        parts = [part for order in orders for paid in order.payments for part in paid.refunds]
        assert {paid.method.last4 for order in orders for paid in order.payments} == {"4242"}
        assert len({part.refund.cancellation.reference for part in parts}) == 1

    assert len(orders) == len(parts) == count
    assert sum(order.refundable_minor for order in orders) == 0


def test_newest_first_and_nobody_elses(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna", payments=(4_000, 3_999)), cast.subscriber("bob")

    assert [o.invoice.number for o in orders_of(user_id(anna), anna.pk)] == ["Q-1002", "Q-1001"]
    assert orders_of(user_id(anna), bob.pk) == ()


@pytest.mark.parametrize("typed", ["Q-1001", "q-1001", " q 10 01 ", "Q1001", "q–1001"])
def test_a_number_is_understood_as_people_type_it(cast: Cast, typed: str) -> None:
    anna = cast.subscriber("anna")

    found = order_of(user_id(anna), typed)

    assert found is not None
    assert found.number == "Q-1001"


@pytest.mark.parametrize("typed", ["", "  ", "-", "1001", "Q-1002", "Q-10010"])
def test_other_numbers_are_nobodys(cast: Cast, typed: str) -> None:
    anna = cast.subscriber("anna")
    cast.subscriber("bob")

    assert order_of(user_id(anna), typed) is None


def test_of_two_numbers_that_look_alike_the_exact_one_is_meant(cast: Cast) -> None:
    anna = cast.subscriber("anna", payments=(4_000, 3_999))
    Invoice.objects.filter(number="Q-1001").update(number="A-12")
    Invoice.objects.filter(number="Q-1002").update(number="A12")

    for typed in ("A-12", "A12"):
        found = order_of(user_id(anna), typed)
        assert found is not None
        assert found.number == typed


def test_an_order_without_a_subscription_cannot_be_refunded_here(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Invoice.objects.update(subscription=None, kind="adjustment")

    assert order_of(user_id(anna), "Q-1001") is None


def test_methods_are_known_by_payment(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    held = subscription_of(user_id(anna), anna.pk, at=NOW)
    assert held is not None
    (charge,) = held.facts.charges

    method = methods_of([charge.payment_id])[charge.payment_id]

    assert method is not None
    assert (method.brand, method.last4) == ("visa", "4242")


def test_why_there_is_no_refund_is_said_with_the_last_day(cast: Cast) -> None:
    late = cast.subscriber("late", charged=NOW - timedelta(days=100))
    held = subscription_of(user_id(late), late.pk, at=NOW)
    assert held is not None

    english, german = (
        why_no_refund(held, number_of(late), at=NOW, language=language) for language in ("en", "de")
    )

    assert english is not None
    assert german is not None
    assert english.last_day == german.last_day == date(2026, 10, 12)
    assert "the last day was October 12, 2026" in english.explanation
    assert "12. Oktober 2026" in german.explanation
    assert why_no_refund(held, "Q-9999", at=NOW, language="en") is None


def test_a_case_is_found_by_its_own_person_only(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    case = ask_for_review(
        subscription_id=anna.pk,
        order_number="Q-1001",
        message="",
        at=NOW,
        actor="subscriber",
        channel="portal",
        idempotency_key="k",
    )

    assert case_of(user_id(anna), case.reference) == case
    assert case_of(user_id(bob), case.reference) is None
