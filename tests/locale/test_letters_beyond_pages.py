"""Our pages speak no French and no Spanish; whoever leaves is written to in them all the same."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse

from fairwell.models import Notice, Statement, Vendor
from tests.cast import NOW, Cast
from tests.gateways.paper import deeds
from tests.locale import reading, walks_people, walks_portal
from tests.locale.browser import browser_of
from tests.locale.sent import expect_no_english, letters, papers

WALKS = (
    walks_portal.as_subscriber,
    walks_portal.as_one_with_rights,
    walks_portal.as_one_who_wants_money_back,
    walks_portal.as_one_whom_we_pay,
)
SAME = {
    "fr": {"Confirmation", "JSON", "PDF", "Page", "· Page /", "Total"},
    "es": {"Chat", "Error", "JSON", "PDF", "Total"},
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is NOW; and what a walk used up of the limits on attempts is given back."""
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def abroad(cast: Cast) -> Cast:
    """The cast of a vendor that writes letters in all four languages."""
    Vendor.objects.update(languages=["en", "de", "fr", "es"])
    return cast


def pages_in(language: str, pages: list[HttpResponse]) -> list[str]:
    """The pages whose own language that is."""
    told = [page.content.decode() for page in pages if page["Content-Type"].startswith("text/html")]
    return [page for page in told if f'<html lang="{language}">' in page]


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_all_that_is_sent_and_the_pages_of_documents_are_whole(
    abroad: Cast, walk: Callable[[Cast, str], walks_people.Pages], language: str
) -> None:
    heard: dict[str, set[str]] = {}
    for spoken in ("en", language):
        pages = pages_in(spoken, list(walk(abroad, spoken)))
        heard[spoken] = letters(spoken).union(*map(reading.words_on, pages))

    assert Notice.objects.filter(language=language).count() >= 1
    assert Notice.objects.filter(language="en").count() == (
        Notice.objects.filter(language=language).count()
    ), "as many letters in the one as in the other: none went out in the language of the pages"
    expect_no_english(heard["en"], heard[language], SAME[language])


@pytest.mark.parametrize(("language", "title"), [("fr", "Confirmation"), ("es", "Confirmación")])
def test_no_paper_says_what_it_says_in_english(abroad: Cast, language: str, title: str) -> None:
    heard = {}
    for spoken in ("en", language):
        for walk in (walks_portal.as_subscriber, walks_portal.as_one_whom_we_pay):
            assert list(walk(abroad, spoken))
        heard[spoken] = papers(spoken)

    assert title in heard[language]
    expect_no_english(heard["en"], heard[language], SAME[language])


@pytest.mark.parametrize("language", ["fr", "es"])
def test_the_page_of_a_document_is_in_its_language_from_head_to_foot(
    abroad: Cast, language: str
) -> None:
    pages = list(walks_portal.as_one_whom_we_pay(abroad, language))
    number = Statement.objects.latest("pk").reference

    (shown,) = [page for page in pages if f'<strong class="reference">{number}' in page.text]

    assert f'<html lang="{language}">' in shown.text
    assert shown.headers["Content-Language"] == language
    assert 'name="language"' not in shown.text, "a switch that could not switch it"
    others = [page for page in pages if "/account/confirmations/" not in page.request["PATH_INFO"]]
    assert pages_in(language, others) == []


def test_what_an_earlier_page_had_to_say_is_not_said_on_it_in_english(abroad: Cast) -> None:
    camille = abroad.subscriber("camille", language="fr")
    document = deeds.cancelled(camille)
    browser = browser_of("fr", camille)  # whose next page greets with "You are signed in."

    page = browser.get(f"/account/confirmations/{document.reference}/").text

    assert "signed in" not in page
    sent = browser.post(f"/account/confirmations/{document.reference}/resend/", follow=True).text
    assert "Une copie est en route vers c…@mail.example." in sent
    assert 'role="status"' in sent
