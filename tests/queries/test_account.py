"""What a subscriber holds: only their own, what comes next, and a fixed number of queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.models import CancellationRequest, Subscription
from fairwell.queries.account import customers_of, subscription_of, subscriptions_of
from fairwell.queries.facts import subscription_facts
from fairwell.queries.policies import pinned_packs
from tests.cast import NOW, Cast

type NumQueries = Callable[[int], AbstractContextManager[object]]


def user_id(subscription: Subscription) -> int:
    """Whose it is."""
    assert subscription.customer.user_id is not None
    return subscription.customer.user_id


def cancelled(subscription: Subscription, **choice: object) -> CancellationRequest:
    """Quote and confirm an ending."""
    asked = {"subscription_id": subscription.pk, "at": NOW, "actor": "subscriber"}
    quote = quote_ending(user_id=None, channel="portal", **asked, **choice)
    return cancel_subscription(
        quote_token=quote.token,
        expected=quote.digest,
        channel="portal",
        idempotency_key=quote.token,
        **asked,
    )


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_eleven_queries_for_one_subscription_and_for_thirty(
    cast: Cast, django_assert_num_queries: NumQueries, count: int
) -> None:
    anna = cast.subscriber("anna")
    for n in range(count - 1):
        more = cast.subscriber(f"anna{n}", signed_up=False)
        more.customer.user = anna.customer.user
        more.customer.save()

    with django_assert_num_queries(11):
        held = subscriptions_of(user_id(anna), at=NOW)

    assert len(held) == count


def test_somebody_elses_is_not_there(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    cast.subscriber("unclaimed", signed_up=False)

    assert [held.pk for held in subscriptions_of(user_id(anna), at=NOW)] == [anna.pk]
    assert subscription_of(user_id(anna), bob.pk, at=NOW) is None
    assert subscription_of(user_id(anna), 999, at=NOW) is None
    assert [c.external_id for c in customers_of(user_id(bob))] == ["cus_bob"]


def test_the_facts_are_those_that_actions_decide_on(cast: Cast) -> None:
    mia = cast.subscriber("mia", price="price_year_eur", country="DE", payments=(7_000, 5_000))

    held = subscription_of(user_id(mia), mia.pk, at=NOW)

    assert held is not None
    assert held.facts == subscription_facts(mia, cast.vendor)
    assert held.packs == pinned_packs(mia.pk)


def test_what_runs_comes_before_what_has_ended(cast: Cast) -> None:
    over, runs = cast.subscriber("anna"), cast.subscriber("anna2", signed_up=False)
    runs.customer.user = over.customer.user
    runs.customer.save()
    cancelled(over, choice="now")

    held = subscriptions_of(user_id(over), at=NOW)

    assert [one.pk for one in held] == [runs.pk, over.pk]
    assert [one.status for one in held] == ["active", "ended"]


def test_an_open_cancellation_is_its_ending_and_names_the_promised_day(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = cancelled(anna, choice="on_date", on_date=date(2026, 12, 24))

    held = subscription_of(user_id(anna), anna.pk, at=NOW)

    assert held is not None
    assert held.ending == request
    assert held.facts.open_cancellation == request.reference
    assert held.ends_on == date(2026, 12, 24)
    assert held.next_charge is None
    assert not held.can_switch_renewal


def test_an_immediate_ending_stays_known_though_it_is_not_open(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = cancelled(anna, choice="now")

    held = subscription_of(user_id(anna), anna.pk, at=NOW)

    assert held is not None
    assert (held.ending, held.facts.open_cancellation, held.ended) == (request, None, True)
    assert held.ends_on == date(2026, 11, 21)


def test_renewal_off_has_an_end_without_an_ending(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )

    held = subscription_of(user_id(anna), anna.pk, at=NOW)

    assert held is not None
    assert (held.ending, held.next_charge, held.can_switch_renewal) == (None, None, True)
    assert held.ends_on == date(2027, 9, 25)


def test_name_and_devices_come_from_price_and_quantity(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    Subscription.objects.update(quantity=2)

    held = subscription_of(user_id(anna), anna.pk, at=NOW)

    assert held is not None
    assert (held.name, held.devices) == ("Guard Plus", 10)
    assert held.next_charge is not None
    assert held.next_charge.amount_minor == 15_998


@pytest.mark.parametrize(
    ("country", "days", "can"), [("DE", 5, True), ("DE", 40, False), ("US", 5, False)]
)
def test_the_right_to_withdraw_is_open_where_and_while_a_law_opens_it(
    cast: Cast, country: str, days: int, can: bool
) -> None:
    dora = cast.subscriber("dora", country=country, charged=NOW - timedelta(days=days))

    held = subscription_of(user_id(dora), dora.pk, at=NOW)

    assert held is not None
    assert held.can_withdraw is can
    assert not replace(held, facts=replace(held.facts, renewal="ended")).can_withdraw
