"""In which language somebody is written to."""

from dataclasses import replace

import pytest

from fairwell.actions.steps.queue_notice import letter_language
from fairwell.domain.policy import parse_pack, with_shipped_words
from fairwell.management.shipped import shipped_packs
from fairwell.models import Customer, Vendor

ALL = ["en", "de", "fr", "es"]


def written(customers: str, asked: str, languages: list[str], default: str = "en") -> str:
    vendor = Vendor(languages=languages, default_language=default)
    return letter_language(Customer(language=customers), vendor, asked)


@pytest.mark.parametrize("page", ["en", "de", ""])
def test_a_page_that_cannot_be_in_her_language_was_not_chosen(page: str) -> None:
    assert written("fr", page, ALL) == "fr"
    assert written("es-MX", page, ALL) == "es"


def test_a_page_that_could_have_been_in_her_language_was_chosen() -> None:
    assert written("de", "en", ALL) == "en"
    assert written("", "de", ALL) == "de"


def test_the_vendor_writes_in_no_language_of_which_it_says_nothing() -> None:
    assert written("fr", "de", ["en", "de"]) == "de"
    assert written("it", "", ["de"], default="de") == "de"


def test_a_language_that_a_quoted_policy_lacks_is_passed_over() -> None:
    name = "vendor-none.toml"
    mute = parse_pack(shipped_packs()[name], name)
    camille, vendor = Customer(language="fr"), Vendor(languages=ALL, default_language="en")

    assert letter_language(camille, vendor, "de", [mute]) == "de"
    assert letter_language(camille, vendor, "de", [with_shipped_words(mute)]) == "fr"
    french_only = replace(mute, rules=with_shipped_words(mute).rules)
    assert (
        letter_language(None, Vendor(languages=["fr"], default_language="fr"), "", [mute]) == "en"
    )
    assert letter_language(camille, Vendor(languages=["fr"]), "", [french_only]) == "fr"
