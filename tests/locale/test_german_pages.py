"""Whoever reads German reads German alone: nothing on the way through falls back into English."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache

from tests.cast import NOW, Cast
from tests.locale import reading, walks_people, walks_portal
from tests.locale.sent import expect_no_english, letters, papers

WALKS = (
    walks_people.as_anybody,
    walks_people.as_newcomer,
    walks_people.as_owner_of_an_account,
    walks_portal.as_subscriber,
    walks_portal.as_one_with_rights,
    walks_portal.as_one_who_wants_money_back,
    walks_portal.as_one_whom_we_pay,
)
SAME_IN_BOTH = {"Chat", "Code", "JSON", "Name", "PDF", "Passkeys", "US", "Website"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is NOW; and what a walk used up of the limits on attempts is given back."""
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_no_page_and_no_letter_says_in_german_what_it_says_in_english(
    cast: Cast, walk: Callable[[Cast, str], walks_people.Pages]
) -> None:
    heard: dict[str, set[str]] = {}
    for language in ("en", "de"):
        pages = [answer.content.decode() for answer in walk(cast, language)]
        assert all(f'<html lang="{language}">' in page for page in pages)
        heard[language] = letters(language).union(*map(reading.words_on, pages))
    expect_no_english(heard["en"], heard["de"], SAME_IN_BOTH)


def test_no_paper_says_in_german_what_it_says_in_english(cast: Cast) -> None:
    heard = {}
    for language in ("en", "de"):
        assert [answer.status_code for answer in walks_portal.as_one_whom_we_pay(cast, language)]
        heard[language] = papers(language)
    assert "Bestätigung" in heard["de"]
    expect_no_english(heard["en"], heard["de"], SAME_IN_BOTH)


def test_a_page_that_fell_back_is_caught() -> None:
    english = '<html lang="en"><p>You paid <b>$10</b></p><a title="Close it"></a></html>'
    german = '<html lang="de"><p>You paid <b>10 €</b></p><a title="Zu"></a></html>'
    assert reading.words_on(english) == {"You paid", "Close it"}
    with pytest.raises(pytest.fail.Exception, match="1 to mend:\nYou paid"):
        expect_no_english(reading.words_on(english), reading.words_on(german), SAME_IN_BOTH)


def test_what_is_marked_as_another_language_is_no_slip() -> None:
    page = '<html lang="de"><p>Ja<span lang="en">English <b>here</b></span> doch</p></html>'
    assert reading.words_on(page) == {"Ja", "doch"}
    assert reading.words_in("Guard Plus, ada@mail.example, FW-1234-ABCD-5678, 49,00 €") == set()
