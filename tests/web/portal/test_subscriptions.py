"""The account: every subscription at a glance, and each in full."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.actions.subscriptions.turn_on_renewal import turn_on_renewal
from fairwell.models import Subscription
from tests import changing
from tests.actions.charges import another_card
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def test_a_running_subscription_shows_price_next_charge_and_ways_out(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    said = text(sign_in(anna).get("/account/"))

    assert "Guard Plus Active Price $79.99 per year Devices covered 5 Renewal On, yearly" in said
    assert "Next charge $79.99 on September 25, 2027" in said
    assert "Cancel Turn off renewal Change All details" in said


def test_renewal_off_leaves_no_further_charge_and_says_when_it_ends(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )

    said = text(sign_in(anna).get("/account/"))

    assert "Guard Plus Ending" in said
    assert "Renewal Off Next charge No further charge Ends on September 25, 2027" in said
    assert "Cancel Turn on renewal All details" in said


@pytest.mark.parametrize(
    ("axes", "badge"),
    [
        ({"service": "paused"}, "Paused"),
        ({"service": "trialing", "trial_end": NOW + timedelta(days=9)}, "Trial"),
        ({"service": "pending"}, "Not started yet"),
    ],
)
def test_the_badge_says_how_it_stands(
    cast: Cast, sign_in: SignIn, axes: dict[str, object], badge: str
) -> None:
    anna = cast.subscriber("anna", **axes)

    assert f"Guard Plus {badge} Price" in text(sign_in(anna).get("/account/"))


@pytest.mark.parametrize(
    ("standing", "said_above"),
    [
        ("grace", "Payment overdue A payment is overdue. You keep your access for now."),
        ("on_hold", "On hold A payment is overdue. Access rests until it is paid."),
    ],
)
def test_what_is_overdue_stands_above_the_facts(
    cast: Cast, sign_in: SignIn, standing: str, said_above: str
) -> None:
    anna = cast.subscriber("anna", standing=standing)

    for page in ("/account/", f"/account/subscriptions/{anna.pk}/"):
        said = text(sign_in(anna).get(page))
        assert f"Guard Plus {said_above} Pay now Use another card Price" in said


def test_a_charge_whose_day_is_over_is_called_due(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber(
        "anna", price="price_month_usd", charged=NOW - timedelta(days=33), standing="grace"
    )

    assert "Charge due $9.99 since November 19, 2026" in text(sign_in(anna).get("/account/"))


def test_a_trial_says_when_it_ends_and_what_a_card_decides(cast: Cast, sign_in: SignIn) -> None:
    trial = {"service": "trialing", "trial_end": NOW + timedelta(days=9)}
    anna, bob = cast.subscriber("anna", **trial), cast.subscriber("bob", **trial)
    Subscription.objects.filter(pk=anna.pk).update(method=another_card(anna))
    Subscription.objects.filter(pk=bob.pk).update(method=None)

    with_card = text(sign_in(anna).get("/account/"))
    without = text(sign_in(bob).get(f"/account/subscriptions/{bob.pk}/"))

    assert "Trial ends November 30, 2026, 04:00 EST Renewal On, yearly" in with_card
    assert "Only if you leave a card; else it ends with the trial" in without
    assert "Leave a card" in without


def test_a_pause_says_until_when(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    changing.change(anna, verb="pause", when="now", until=date(2026, 12, 21))

    assert "Paused until December 21, 2026" in text(sign_in(anna).get("/account/"))


def test_what_is_to_come_stands_on_the_account_already(cast: Cast, sign_in: SignIn) -> None:
    sold, anna = changing.sell_tiers(cast), cast.subscriber("anna")
    changing.change(anna, sold["month"], when="at_renewal")

    said = text(sign_in(anna).get("/account/"))

    assert "From September 25, 2027: You change to Guard Plus, 5 devices, monthly." in said


def test_a_long_history_is_folded(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    for n in range(11):
        for switch in (turn_off_renewal, turn_on_renewal):
            switch(
                subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal",
                idempotency_key=f"{n}",
            )  # fmt: skip

    said = text(sign_in(anna).get(f"/account/subscriptions/{anna.pk}/"))

    assert "3 earlier entries" in said
    assert said.index("3 earlier entries") < said.index("Taken over from our earlier books")


def test_a_paused_subscription_is_not_charged_while_it_is_paused(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna", service="paused")

    assert "Next charge None while it is paused" in text(sign_in(anna).get("/account/"))


def test_somebody_without_subscriptions_is_told_why_that_may_be(cast: Cast, client: Client) -> None:
    anna = cast.subscriber("anna")
    user = anna.customer.user
    anna.customer.user = None
    anna.customer.save()
    client.force_login(user)

    said = text(client.get("/account/"))

    assert "There are no subscriptions here yet" in said
    assert "sign in with the address that our bills go to" in said


def test_the_account_takes_as_many_queries_for_thirty_subscriptions_as_for_one(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    browser.get("/account/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/account/")
    for n in range(29):
        more = cast.subscriber(f"anna{n}", price="price_month_eur", country="DE", signed_up=False)
        more.customer.user = anna.customer.user
        more.customer.save()

    with CaptureQueriesContext(connection) as many:
        page = browser.get("/account/")

    assert page.content.decode().count("<article") == 30
    assert len(many) == len(few)


def test_one_subscription_takes_as_many_queries_with_thirty_orders_as_with_one(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    browser.get(f"/account/subscriptions/{anna.pk}/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/account/subscriptions/{anna.pk}/")
    for n in range(29):
        cast.orders += 1
        cast.pay("anna", 7_999, "USD", NOW - timedelta(days=500 + n))

    with CaptureQueriesContext(connection) as many:
        page = browser.get(f"/account/subscriptions/{anna.pk}/")

    assert page.content.decode().count("Ask for a refund") == 3
    assert "27 earlier orders" in text(page)
    assert f"/account/orders/?subscription={anna.pk}" in page.content.decode()
    assert len(many) == len(few)


def test_a_subscription_in_full_shows_orders_documents_and_history(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    statement = turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )

    page = sign_in(anna).get(f"/account/subscriptions/{anna.pk}/")

    said = text(page)
    assert "Order Q-1001 $79.99 Paid For the time September 25, 2026 to September 24, 2027" in said
    assert "Paid on September 25, 2026 $79.99, Visa •••• ending in 4242" in said
    assert f"Renewal turned off November 21, 2026 {statement.reference} Read PDF JSON" in said
    newest, oldest = "Automatic renewal turned off", "Taken over from our earlier books"
    assert said.index(newest) < said.index(oldest)
    assert "November 21, 2026, 04:00 EST Automatic renewal turned off; the service runs" in said
    assert "by you, on this site" in said
    assert "/account/refund/?order=Q-1001" in page.content.decode()


def test_a_cancelled_subscription_leads_to_its_confirmation_and_cannot_be_cancelled_again(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=100))
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="end_of_term").confirm(browser))

    said = text(browser.get("/account/"))

    assert "See confirmation All details" in said
    assert "Turn" not in said
    in_full = text(browser.get(f"/account/subscriptions/{anna.pk}/"))
    assert f"Cancelled under the reference {reference}: it ends on August 13, 2027." in in_full
