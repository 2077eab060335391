"""Another card, left at the bank's own page: the bank is asked, and the subscriber agrees."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client, override_settings

from fairwell.config.settings import ENVIRONMENT
from fairwell.gateways.payments.sandbox.running import SandboxServer
from fairwell.models import CardSetup, Subscription
from tests import deeds
from tests.cast import Cast
from tests.web.portal.browsing import SignIn, text


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[SandboxServer]:
    """A bank that really listens, and has a page for cards."""
    with (
        SandboxServer(tmp_path / "bank.sqlite3") as server,
        override_settings(
            ENVIRONMENT=ENVIRONMENT.model_copy(
                update={"sandbox_url": server.url, "gateway_timeout_s": 5}
            )
        ),
    ):
        yield server


def to_the_bank(browser: Client, anna: Subscription, **sent: str) -> str:
    """Press the button that leads to the bank's page; its address."""
    answer = browser.post(f"/account/subscriptions/{anna.pk}/card/", sent)
    assert answer.status_code == 303
    return answer["Location"]


def choose(page: str, **choice: str) -> str:
    """Choose a card there; the path that the bank leads back to."""
    back = requests.post(page, data=choice, allow_redirects=False, timeout=10)
    assert back.status_code == 303
    where = urlsplit(back.headers["Location"])
    return f"{where.path}?{where.query}"


def test_a_card_is_left_shown_and_agreed_to(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    assert "Card in use Visa •••• ending in 4242" in text(
        browser.get(f"/account/subscriptions/{anna.pk}/card/")
    )

    back = choose(to_the_bank(browser, anna), card="expiring")
    before = deeds.rows()
    said = text(browser.get(back))

    assert "Charged from now on Mastercard •••• ending in 0011" in said
    assert deeds.rows()["Subscription"] == before["Subscription"], "looking changes nothing"
    assert browser.post(back).status_code == 303
    anna.refresh_from_db()
    assert anna.method.last4 == "0011"
    assert deeds.history(anna)[-1] == "card_changed"
    assert browser.get(back)["Location"] == f"/account/subscriptions/{anna.pk}/"


def test_who_comes_back_without_a_card_keeps_the_old_one(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    back = choose(to_the_bank(browser, anna), cancel="1")

    for answer in (browser.get(back), browser.post(back)):
        assert "No card was left at the bank’s page. Nothing was changed." in text(answer)
    anna.refresh_from_db()
    assert anna.method.method_ref == "pm_anna"


def test_coming_back_by_hand_before_a_card_was_left_proves_nothing(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    to_the_bank(browser, anna)
    back = f"/account/cards/{CardSetup.objects.get().token}/?setup=made_up"

    assert "No card was left" in text(browser.post(back))
    assert CardSetup.objects.get().state == "open"


def test_somebody_elses_visit_is_not_there(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    back = choose(to_the_bank(sign_in(anna), anna), card="pays")

    assert sign_in(ben).get(back).status_code == 404
    assert sign_in(ben).post(back).status_code == 404
    assert Client().get(back).status_code == 302


def test_all_subscriptions_of_the_customer_take_it_where_that_was_chosen(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna, other = cast.subscriber("anna"), cast.subscriber("vera")
    other.customer = anna.customer
    other.save()
    browser = sign_in(anna)
    page = f"/account/subscriptions/{anna.pk}/card/"
    assert "all my subscriptions" in text(browser.get(page))

    back = choose(to_the_bank(browser, anna, **{"for": "all"}), card="pays")
    assert browser.post(back)["Location"] == "/account/"

    other.refresh_from_db()
    assert other.method.last4 == "4242"
    assert other.method.method_ref != "pm_vera"


def test_a_bank_that_cannot_be_reached_is_said_so(
    cast: Cast, sign_in: SignIn, bank: SandboxServer
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    back = choose(to_the_bank(browser, anna), card="pays")
    bank.stop()

    for answer in (
        browser.post(f"/account/subscriptions/{anna.pk}/card/"),
        browser.get(back),
        browser.post(back),
    ):
        assert answer.status_code == 503
        assert "That did not work" in text(answer)
    anna.refresh_from_db()
    assert anna.method.method_ref == "pm_anna"
