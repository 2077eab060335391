"""Buying on one page: everything said before, one button, and never twice."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fairwell.models import (
    ConsentRecord,
    Customer,
    Invoice,
    PaymentMethod,
    Price,
    Subscription,
    TaxRegistration,
)
from tests import deeds
from tests.actions.starting import buyer
from tests.cast import Cast
from tests.web.portal.browsing import text

PATH = "/account/start/price_year_usd/"


def browse(customer: Customer) -> Client:
    browser = Client()
    assert customer.user is not None
    browser.force_login(customer.user)
    return browser


def hidden(page: HttpResponse) -> dict[str, str]:
    """What the form sends by itself."""
    body = page.content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', body)[1]  # type: ignore[index]
        for name in ("key", "expected")
    }


def press(browser: Client, path: str = PATH, **more: Any) -> HttpResponse:
    return browser.post(path, {**hidden(browser.get(path)), **more})


@pytest.fixture(autouse=True)
def trial(cast: Cast) -> None:
    Price.objects.filter(external_id="price_year_usd").update(trial="P14D")


def test_everything_is_said_before_the_button(cast: Cast) -> None:
    TaxRegistration.objects.create(country="DE", scheme="oss", valid_from="2020-01-01")
    lena = buyer("lena", country="DE")

    said = text(browse(lena).get(PATH))

    assert "Start Guard Plus" in said
    assert "What you get Guard Plus, for 5 devices" in said
    assert "Charged now $79.99 of which $12.77 is tax" in said
    assert "Next charge $79.99 on November 21, 2027" in said
    assert "until you turn renewal off or cancel" in said
    assert "I ask that the service starts now" in said
    assert "Start paid subscription" in said
    assert Subscription.objects.count() == 0


def test_bought_with_the_card_on_file(cast: Cast) -> None:
    bob = buyer("bob")
    browser = browse(bob)

    answer = press(browser, method=bob.methods.get().pk)

    made = Subscription.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/account/subscriptions/{made.pk}/started/"
    kept = ConsentRecord.objects.get()
    assert kept.text == (
        "Guard Plus. $79.99 is charged now. $79.99 is charged on November 21, 2027. It renews "
        "by itself at $79.99 per year until you turn renewal off or cancel. Start paid subscription"
    )
    said = text(browser.get(answer["Location"]))
    assert "Your subscription has started" in said
    assert "$79.99 is being charged; a receipt follows by mail" in said


def test_what_was_shown_is_what_is_kept(cast: Cast) -> None:
    lena = buyer("lena", country="DE")
    browser = browse(lena)
    shown = text(browser.get(f"{PATH}?trial=1"))

    press(browser, f"{PATH}?trial=1", method=lena.methods.get().pk, early_start="on")

    kept = ConsentRecord.objects.get()
    assert kept.kind == "trial"
    assert kept.text in shown
    assert "The trial is free and ends on December 5, 2026." in kept.text
    assert kept.text.endswith("Start trial, then paid subscription")
    assert Subscription.objects.get().early_start_requested is True
    assert not Invoice.objects.exists()


def test_pressing_twice_buys_once(cast: Cast) -> None:
    bob = buyer("bob")
    browser = browse(bob)
    sent = {**hidden(browser.get(PATH)), "method": bob.methods.get().pk}

    first, second = browser.post(PATH, sent), browser.post(PATH, sent)

    assert first["Location"] == second["Location"]
    assert Subscription.objects.count() == 1


def test_what_is_missing_is_asked_for(cast: Cast) -> None:
    lena = buyer("lena", country="DE")

    page = press(browse(lena), method="")

    assert page.status_code == 422
    said = text(page)
    assert "Choose the card to charge." in said
    assert "Tick the box: the service can only start now" in said


def test_somebody_elses_card_cannot_be_chosen(cast: Cast) -> None:
    bob, eve = buyer("bob"), buyer("eve")

    assert press(browse(eve), method=bob.methods.get().pk).status_code == 422
    assert Subscription.objects.count() == 0


def test_without_a_card_one_is_asked_for(cast: Cast) -> None:
    bob = buyer("bob", card=False)

    said = text(browse(bob).get(PATH))

    assert "A card is needed for this." in said
    assert "Start paid subscription" not in said


def test_a_trial_without_a_card_needs_none(cast: Cast) -> None:
    Price.objects.filter(external_id="price_year_usd").update(trial_needs_card=False)
    browser = browse(buyer("bob", card=False))

    assert "None: it ends by itself on December 5, 2026." in text(browser.get(f"{PATH}?trial=1"))
    answer = press(browser, f"{PATH}?trial=1")

    assert Subscription.objects.get().service == "trialing"
    assert "Your trial has started" in text(browser.get(answer["Location"]))


def test_terms_that_changed_meanwhile_are_shown_anew(cast: Cast) -> None:
    bob = buyer("bob")
    browser = browse(bob)
    sent = {**hidden(browser.get(PATH)), "method": bob.methods.get().pk}
    TaxRegistration.objects.create(
        country="US", subdivision="US-NY", scheme="domestic", valid_from="2020-01-01"
    )
    Customer.objects.update(subdivision="US-NY")
    Price.objects.filter(external_id="price_year_usd").update(amount_minor=8_999)

    page = browser.post(PATH, sent)

    assert page.status_code == 409
    assert "Something has changed since this was worked out. Nothing was done." in text(page)
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/account/start/price_month_usd/?trial=1", "This plan has no trial."),
        (f"{PATH}?quantity=1001", "At most 1000 can be bought at once."),
        (f"{PATH}?quantity=0", "At least one is needed."),
    ],
)
def test_what_cannot_be_started_says_why(cast: Cast, path: str, told: str) -> None:
    page = browse(buyer("bob")).get(path)

    assert page.status_code == 200
    assert "Nothing was started, and nothing was charged." in text(page)
    assert told in text(page)


def test_what_is_not_sold_is_not_there(cast: Cast) -> None:
    assert browse(buyer("bob")).get("/account/start/nothing/").status_code == 404


def test_a_refused_card_is_not_offered(cast: Cast) -> None:
    bob = buyer("bob")
    PaymentMethod.objects.update(refused_at=deeds.NOW)

    assert "A card is needed for this." in text(browse(bob).get(PATH))
