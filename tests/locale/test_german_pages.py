"""Whoever reads German reads German alone: no page of the product falls back into English."""

from collections.abc import Callable, Iterator

import pytest
import time_machine

from tests.cast import NOW, Cast
from tests.house import tree
from tests.locale import reading, walks

# The same in both languages, or somebody's name.
SAME = {
    "Code",
    "Name",
    "PDF",
    "JSON",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("walk", walks.WALKS, ids=lambda walk: walk.__name__)
def test_no_page_says_in_german_what_it_says_in_english(
    cast: Cast, walk: Callable[[Cast, str], walks.Pages]
) -> None:
    heard: dict[str, set[str]] = {"en": set(), "de": set()}
    for language, words in heard.items():
        for answer in walk(cast, language):
            page = answer.content.decode()
            assert f'<html lang="{language}">' in page
            words |= reading.words_on(page)
    tree.expect_none(sorted((heard["en"] & heard["de"]) - SAME))
