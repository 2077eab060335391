"""A published pack gets further languages beside its text, and only those that fit it."""

import hashlib
import re

import pytest

from fairwell.domain.policy import PackError, with_further_words, with_shipped_words
from tests.domain.policy.drafts import LANGUAGES, shipped

SHIPPED = ("vendor-60-annual", "vendor-none", "eu-withdrawal")


def words(said: str, pack: str = "vendor-none") -> str:
    """Further words for that pack as a file holds them."""
    digest = hashlib.sha256(shipped(pack).canonical.encode()).hexdigest()
    return f'digest = "{digest}"\n{said}'


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_pack_speaks_the_languages_of_letters(name: str) -> None:
    pack = with_shipped_words(shipped(name))

    assert all(pack.speaks(language) for language in LANGUAGES)
    assert not pack.speaks("it")
    for rule in pack.rules:
        for language, texts in rule.texts.items():
            assert set(texts) == set(rule.texts["en"])
            for key, text in texts.items():
                assert set(re.findall(r"{(\w+)}", text)) == set(
                    re.findall(r"{(\w+)}", rule.texts["en"][key])
                ), (language, key)


def test_what_was_published_stays_what_it_was() -> None:
    pack = shipped("vendor-none")
    told = with_shipped_words(pack)

    assert told.canonical == pack.canonical
    assert told.rule("no-refund").texts["en"] == pack.rule("no-refund").texts["en"]
    assert not pack.speaks("fr")


def test_words_for_another_text_are_no_words_for_this_one() -> None:
    pack = shipped("vendor-60-annual")
    told = with_further_words(pack, words('[rules.no-refund.it]\nnone = "No."'), "it.toml")
    assert told is pack


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('[rules.no-refunds.it]\nnone = "No."', "no-refunds: is no rule of vendor-none version 1"),
        ('[rules.no-refund.de]\nnone = "Nein."', "de: is in the published text already"),
        ("[rules.no-refund.it]", "it, none: is missing"),
        ('[rules.no-refund.it]\nnone = "{colour}"', "{colour} has no value here"),
        ('[rules.no-refund.it]\nnone = "No."\nlate = "No."', "late: is a text that nothing shows"),
    ],
)
def test_words_that_do_not_fit_the_rules_are_refused(said: str, problem: str) -> None:
    with pytest.raises(PackError, match=re.escape(problem)):
        with_further_words(shipped("vendor-none"), words(said), "it.toml")
