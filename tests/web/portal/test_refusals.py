"""Every refusal is a sentence that says what is so and what to do."""

import pytest
from django.utils import translation

from fairwell.domain.refusal import CODES, Refusal
from fairwell.web.portal.refusals import WORDS, refusal_words

PARAMS = {
    "reference": "FW-2345-6789-BCDF",
    "earliest": "2026-11-21",
    "latest": "2027-09-25",
    "last_day": "2026-10-12",
    "order": "Q-1001",
    "covered": 3,
    "in_use": 3,
    "remove": 1,
    "most": 80,
    "rule": "vendor-60-annual/annual-60-days",
}


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_words(code: str) -> None:
    words = refusal_words(Refusal(code, PARAMS))

    for sentence in (words.what, words.todo):
        assert sentence[0].isupper(), sentence
        assert sentence.endswith("."), sentence
        assert "%" not in sentence, sentence


def test_there_are_no_words_for_what_is_never_said() -> None:
    assert set(WORDS) == set(CODES)


def test_dates_are_written_out_in_the_readers_language() -> None:
    refusal = Refusal("withdrawal_over", {"last_day": "2026-10-12"})

    with translation.override("de"):
        assert "12. Oktober 2026" in refusal_words(refusal).what
    with translation.override("en"):
        assert refusal_words(refusal).what == (
            "The right to withdraw from this contract ended on October 12, 2026."
        )
