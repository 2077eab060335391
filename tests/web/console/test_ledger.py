"""The ledger's pages: balances, an account line by line, and a month that closes or does not."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.models import Transfer
from tests.cast import NOW, Cast
from tests.web.console.conftest import Enter
from tests.web.portal.browsing import text


@pytest.fixture
def books(cast: Cast) -> Cast:
    """Anna's year and Emil's month, with all days booked until today."""
    cast.subscriber("anna", charged=NOW - timedelta(days=57))
    cast.subscriber("emil", charged=NOW - timedelta(days=3), price="price_month_eur")
    while recognise_revenue(at=NOW):
        pass
    return cast


def test_every_currency_has_its_balance_and_leads_on(books: Cast, enter: Enter) -> None:
    page = enter().get("/console/ledger/")

    said = text(page)
    assert "Trial balance, EUR" in said
    assert "Money at the gateway $79.99 $0.00 $79.99" in said
    assert "Revenue $0.00 $12.49 $12.49" in said
    for link in ("accounts/cash/USD/", "close/2026-11/EUR/", "close/2025-11/USD/"):
        assert f'href="/console/ledger/{link}"' in page.content.decode()


def test_an_account_is_told_line_by_line(books: Cast, enter: Enter) -> None:
    browser = enter()

    said = text(browser.get("/console/ledger/accounts/revenue/USD/?month=2026-11"))
    cash = text(browser.get("/console/ledger/accounts/cash/USD/?month=2026-09"))

    assert "Balance before $8.11" in said
    assert "November 20, 2026 Revenue of a day Deferred revenue $0.22 $12.49" in said
    assert said.endswith("Balance after $12.49")
    assert "Charge paid Charges under way ch_anna_1001 $79.99 $79.99" in cash


def test_long_statements_have_pages(books: Cast, enter: Enter) -> None:
    one = Transfer.objects.get(kind="payment_captured", currency="USD")
    Transfer.objects.bulk_create(
        Transfer(
            debit="cash", credit="charges_clearing", currency="USD", amount_minor=1,
            kind="payment_captured", at=one.at + timedelta(seconds=n),
        )
        for n in range(1, 151)
    )  # fmt: skip
    browser = enter()
    path = "/console/ledger/accounts/cash/USD/?month=2026-09"

    first, second = text(browser.get(path)), text(browser.get(f"{path}&page=2"))

    assert "Page 1 of 2" in first
    assert "Balance after $80.98" in first
    assert "Balance before $80.98" in second
    assert "Balance after $81.49" in second
    assert browser.get(f"{path}&page=3").status_code == 404


def test_a_month_closes_or_says_which_checks_differ(books: Cast, enter: Enter) -> None:
    browser = enter()

    october = text(browser.get("/console/ledger/close/2026-10/USD/"))
    november = text(browser.get("/console/ledger/close/2026-11/USD/"))

    assert "Close of October 2026, USD Every check is zero" in october
    assert "At the start $78.68 billed $0.00 earned -$6.80" in october
    assert "This month does not close yet" in november
    assert "Deferred revenue is what invoice lines have still to earn $2.19 differs" in november


def test_it_speaks_german(books: Cast, enter: Enter) -> None:
    browser = enter()
    browser.cookies["django_language"] = "de"

    said = text(browser.get("/console/ledger/"))

    assert "Guthaben beim Zahlungsdienst" in said


@pytest.mark.parametrize(
    "path",
    [
        "accounts/treasure/USD/",
        "accounts/cash/GBP/",
        "accounts/cash/USD/?month=soon",
        "accounts/cash/USD/?page=0",
        "accounts/cash/USD/?page=one",
        "close/2026-13/USD/",
        "close/2026-11/GBP/",
    ],
)
def test_what_is_not_on_the_books_is_not_there(books: Cast, enter: Enter, path: str) -> None:
    assert enter().get(f"/console/ledger/{path}").status_code == 404


def test_an_empty_ledger_says_so(cast: Cast, enter: Enter) -> None:
    assert "The ledger is empty" in text(enter().get("/console/ledger/"))


def test_it_says_that_billing_is_off(books: Cast, enter: Enter, settings: Settings) -> None:
    browser = enter()
    assert "billing is off" not in text(browser.get("/console/ledger/"))
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"billing": "off"})

    said = text(browser.get("/console/ledger/"))

    assert "Automatic billing is off: nobody is billed, charged or reminded unasked." in said
