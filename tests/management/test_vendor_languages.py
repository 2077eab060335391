"""`fairwell vendor`: the languages of letters, and what policies cannot say in them."""

from pathlib import Path

from tests.management.test_commands import refusal, run
from tests.management.test_vendor_taxes import VENDOR

PACK = """schema = 1
id = "house"
version = 1
kind = "vendor"
valid_from = 2020-01-01
title = { en = "House rules", de = "Hausregeln" }

[[rules]]
id = "no-refund"
verb = "refund"
source = "House rules"
confidence = "P"
verified_on = 2026-11-21
status = "in_force"
in_force_from = 2020-01-01
refund = { asked = "cancelled_on", opens = "charged_on", base = "charge", ends_service = false, \
parts = [{ share = "none", text = "none" }] }
texts.en = { none = "Payments are not refunded." }
texts.de = { none = "Zahlungen erstatten wir nicht." }
"""


def written(tmp_path: Path, languages: str, policy: str = "vendor-60-annual") -> str:
    file = tmp_path / "vendor.toml"
    told = VENDOR.replace('["en"]', languages).replace("vendor-60-annual", policy)
    file.write_text(told)
    return str(file)


def test_a_language_that_letters_do_not_speak_is_refused(db: None, tmp_path: Path) -> None:
    said = refusal("vendor", written(tmp_path, '["en", "it"]'))
    assert "names the language 'it'; letters speak en, de, fr, es." in said


def test_a_policy_without_words_in_a_language_of_letters_is_named(db: None, tmp_path: Path) -> None:
    own = tmp_path / "house.toml"
    own.write_text(PACK)

    said = run("vendor", written(tmp_path, '["en", "fr", "es"]', "house"), "--pack", str(own))

    assert "house v1 has no words in fr, es: confirmations that quote it are written" in said


def test_the_shipped_policies_speak_all_four(db: None, tmp_path: Path) -> None:
    said = run("vendor", written(tmp_path, '["en", "de", "fr", "es"]'))
    assert "has no words" not in said
