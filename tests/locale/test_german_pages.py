"""Whoever reads German reads German alone: nothing on the way through falls back into English."""

import subprocess
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import cache

from fairwell.gateways.mail.compose import compose
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.models import Notice, Statement
from tests.cast import NOW, Cast
from tests.house import tree
from tests.locale import reading, walks_people, walks_portal

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


def letters(language: str) -> set[str]:
    """What all letters in that language say, the plain ones line by line."""
    heard: set[str] = set()
    with patch("fairwell.gateways.mail.compose.enclosures_of", return_value=()):
        for notice in Notice.objects.filter(language=language):
            letter = compose(notice)
            heard |= reading.words_on(letter.html)
            for line in (letter.subject, *letter.text.splitlines()):
                heard |= reading.words_in(line)
    return heard


def papers(language: str) -> set[str]:
    """What all documents in that language say on paper, line by line."""
    heard: set[str] = set()
    for statement in Statement.objects.filter(language=language):
        paper = subprocess.run(
            ["pdftotext", "-layout", "-", "-"],
            input=statement_pdf(statement),
            capture_output=True,
            check=True,
        )
        for line in paper.stdout.decode().splitlines():
            heard |= reading.words_in(line)
    return heard


def expect_no_english(english: set[str], german: set[str]) -> None:
    tree.expect_none(sorted((english & german) - SAME_IN_BOTH))


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_no_page_and_no_letter_says_in_german_what_it_says_in_english(
    cast: Cast, walk: Callable[[Cast, str], walks_people.Pages]
) -> None:
    heard: dict[str, set[str]] = {}
    for language in ("en", "de"):
        pages = [answer.content.decode() for answer in walk(cast, language)]
        assert all(f'<html lang="{language}">' in page for page in pages)
        heard[language] = letters(language).union(*map(reading.words_on, pages))
    expect_no_english(heard["en"], heard["de"])


def test_no_paper_says_in_german_what_it_says_in_english(cast: Cast) -> None:
    heard = {}
    for language in ("en", "de"):
        assert [answer.status_code for answer in walks_portal.as_one_whom_we_pay(cast, language)]
        heard[language] = papers(language)
    assert "Bestätigung" in heard["de"]
    expect_no_english(heard["en"], heard["de"])


def test_a_page_that_fell_back_is_caught() -> None:
    english = '<html lang="en"><p>You paid <b>$10</b></p><a title="Close it"></a></html>'
    german = '<html lang="de"><p>You paid <b>10 €</b></p><a title="Zu"></a></html>'
    assert reading.words_on(english) == {"You paid", "Close it"}
    with pytest.raises(pytest.fail.Exception, match="1 to mend:\nYou paid"):
        expect_no_english(reading.words_on(english), reading.words_on(german))


def test_what_is_marked_as_another_language_is_no_slip() -> None:
    page = '<html lang="de"><p>Ja<span lang="en">English <b>here</b></span> doch</p></html>'
    assert reading.words_on(page) == {"Ja", "doch"}
    assert reading.words_in("Guard Plus, ada@mail.example, FW-1234-ABCD-5678, 49,00 €") == set()
