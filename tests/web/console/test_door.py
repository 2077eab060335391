"""The console is there for staff with a second factor; for anybody else there is no such page."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.web.console.conftest import Enter

PAGES = (
    "/console/ledger/",
    "/console/ledger/accounts/cash/USD/",
    "/console/ledger/close/2026-11/USD/",
)


@pytest.fixture(autouse=True)
def _books(cast: Cast) -> None:
    cast.subscriber("anna")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("factor", ["totp", "webauthn"])
def test_staff_with_a_second_factor_enters(enter: Enter, page: str, factor: str) -> None:
    answer = enter(factor=factor).get(page)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_strangers_and_subscribers_find_nothing(enter: Enter, page: str) -> None:
    assert Client().get(page).status_code == 404
    assert enter(staff=False).get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_whose_account_was_closed_finds_nothing(enter: Enter, page: str) -> None:
    assert enter(active=False).get(page).status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("factor", [None, "recovery_codes"])
def test_staff_without_a_second_factor_is_told_what_is_missing(
    enter: Enter, page: str, factor: str | None
) -> None:
    answer = enter(factor=factor).get(page)

    assert answer.status_code == 403
    assert "A second factor is missing" in answer.content.decode()
    assert f'href="{reverse("people:security")}"' in answer.content.decode()
    assert "79.99" not in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_only_read(enter: Enter, page: str) -> None:
    assert enter().post(page).status_code == 405
