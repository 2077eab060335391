"""Plans and prices side by side: the price in full, for visitors and for subscribers."""

import re

import pytest
from django.test import Client

from fairwell.actions.catalog.set_up_catalogue import set_up_catalogue
from fairwell.domain.read_catalogue import read_catalogue
from fairwell.models import Price, TaxRegistration
from tests.cast import NOW, Cast
from tests.catalogue import GUARD
from tests.web.portal.browsing import text


@pytest.fixture(autouse=True)
def shop(cast: Cast) -> None:
    """Guard in three plans; everything else is off sale."""
    Price.objects.update(active=False)
    set_up_catalogue(products=read_catalogue(GUARD, "c"), file="c", at=NOW)


def shown(query: str = "", browser: Client | None = None, language: str = "en") -> str:
    page = (browser or Client()).get(f"/plans/{query}", headers={"accept-language": language})
    assert page.status_code == 200
    return text(page)


def test_prices_are_told_with_what_comes_after() -> None:
    said = shown()

    assert "$39.99 for the first year, then $79.99 per year" in said
    assert "Free for 14 days to try: that ends by itself, and nothing is charged." in said
    assert "Tax comes on top where you live; you see it before you buy." in said
    assert "$29.99 per year" in said


def test_billed_monthly() -> None:
    said = shown("?term=P1M")

    assert "$6.99 per month" in said
    assert "Runs for at least 1 year, then goes on at $7.99 per month; notice is 1 month." in said


def test_the_features_are_a_table_that_can_be_read_aloud() -> None:
    page = Client().get("/plans/").content.decode()

    assert "What each plan of Guard gives" in re.search(r"<caption.*?</caption>", page, re.S)[0]  # type: ignore[index]
    assert page.count('scope="col"') == 4
    assert page.count('scope="row"') == 2
    assert "Shield Yes Yes No Vault 1 GB No Yes No" in shown()
    assert "Schild" in shown(language="de")


def test_a_subscriber_sees_what_they_have_and_the_tax(cast: Cast) -> None:
    TaxRegistration.objects.create(country="DE", scheme="oss", valid_from="2020-01-01")
    Price.objects.filter(external_id="price_year_usd").update(
        plan_id=Price.objects.get(external_id="year").plan_id
    )
    anna = cast.subscriber("anna", country="DE")
    browser = Client()
    browser.force_login(anna.customer.user)

    said = shown(browser=browser)

    assert "Plus You have this $47.59 for the first year, then $95.19 per year" in said
    assert "Tax included." in said
    assert "Basic $35.69 per year" in said
    assert "Try it" not in said


@pytest.mark.parametrize(
    "query",
    [
        "?term=P99Y&currency=XXX&devices=-4",
        "?term=%00&devices=x",
        "?currency=<script>",
        "?devices=9",
    ],
)
def test_what_is_not_on_sale_is_chosen_for_the_reader(query: str) -> None:
    assert "$79.99 per year" in shown(query)


def test_nothing_on_sale_is_said() -> None:
    Price.objects.update(active=False)

    assert "Nothing is on sale here" in shown()
