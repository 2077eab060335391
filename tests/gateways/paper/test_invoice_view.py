"""An invoice that doesn't add up is never written, and what the standard can't say is known."""

from dataclasses import replace
from datetime import date

import pytest

from fairwell.gateways.paper.invoice_en16931 import fits_en16931, is_eu_vat_number
from fairwell.gateways.paper.invoice_notes import NOTES, legal_notes, reason_for
from fairwell.gateways.paper.invoice_xml import invoice_xml
from tests.gateways.paper import bills


@pytest.mark.parametrize(
    "wrong", ["net_minor", "tax_minor", "total_minor", "due_minor", "paid_minor", "rounding_minor"]
)
def test_a_sum_that_is_one_cent_off_is_refused(wrong: str) -> None:
    right = bills.invoice()

    with pytest.raises(ValueError, match=r"R-2026-000017: .* but its parts make"):
        replace(right, **{wrong: getattr(right, wrong) + 1})


def test_a_credit_note_names_what_it_corrects_and_an_invoice_nothing() -> None:
    with pytest.raises(ValueError, match="corrects an invoice"):
        bills.credit_note(corrects="")
    with pytest.raises(ValueError, match="corrects an invoice"):
        bills.invoice(corrects="R-2026-000001")


def test_the_days_of_service_span_all_lines() -> None:
    assert bills.many_lines().service_days == (date(2026, 11, 21), date(2027, 11, 20))
    undated = bills.invoice(lines=(bills.line(10_000, first_day=None, last_day=None),))
    assert undated.service_days is None


def test_the_billing_contact_comes_first() -> None:
    assert bills.SELLER.contact("email") == "billing@quillfort.example"
    assert bills.SELLER.contact("phone") == "+1-212-555-0123"
    assert bills.SELLER.contact("chat") == ""


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("DE123456789", True),
        ("de 123.456.789", True),
        ("EL123456789", True),
        ("ESX1234567X", True),
        ("", False),
        ("GR123456789", False),
        ("US123456789", False),
        ("27AAPFU0939F1ZV", False),
    ],
)
def test_vat_numbers_of_the_union_are_told_from_others(number: str, *, is_one: bool) -> None:
    assert is_eu_vat_number(number) is is_one


def test_what_the_standard_cannot_say_goes_without_xml() -> None:
    outside = bills.tax(10_000, 0, 0, "O")
    cases = {
        "three decimals": bills.in_currency("KWD"),
        "a seller without a VAT number": bills.invoice(seller=replace(bills.SELLER, vat_number="")),
        "a buyer without a country": bills.invoice(buyer=replace(bills.LENA, country="")),
        "a buyer without a name": bills.invoice(buyer=replace(bills.LENA, name=" ")),
        "two taxes on one line": bills.invoice(
            taxes=(bills.tax(10_000, 500, 50_000), bills.tax(10_000, 700, 70_000))
        ),
        "outside scope beside a tax": bills.invoice(
            lines=(bills.line(10_000), bills.line(10_000, 0, "O")),
            taxes=(bills.tax(10_000, 1_900), outside),
        ),
        "reverse charge to a private person": bills.reverse_charge(buyer=bills.LENA),
        "no tax line at all": bills.invoice(taxes=()),
        "a standard rate of nothing": bills.invoice(
            lines=(bills.line(10_000, 0),), taxes=(bills.tax(10_000, 0, 0),)
        ),
    }

    assert [what for what, view in cases.items() if fits_en16931(view)] == []
    for view in cases.values():
        with pytest.raises(ValueError, match="nothing that EN 16931 can express"):
            invoice_xml(view)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_every_legal_note_speaks_the_language(language: str) -> None:
    assert all(language in note.words for note in NOTES.values())
    words = [note.in_language(language) for note in NOTES.values()]
    assert len(set(words)) == len(NOTES)
    assert all(text.endswith(".") for text in words)


def test_reverse_charge_is_said_in_the_words_of_the_law() -> None:
    said = {language: legal_notes({"AE"}, (), language)[0] for language in ("en", "de", "fr", "es")}

    assert said["en"].startswith("Reverse charge")
    assert said["de"].startswith("Steuerschuldnerschaft des Leistungsempfängers")
    assert said["fr"].startswith("Autoliquidation")
    assert said["es"].startswith("Inversión del sujeto pasivo")


def test_a_note_stands_once_and_a_regional_language_finds_its_own() -> None:
    assert len(legal_notes({"AE", "S"}, ("reverse_charge",), "de-AT")) == 1
    assert "Steuerschuldnerschaft" in legal_notes({"AE"}, ("reverse_charge",), "de-AT")[0]
    assert legal_notes({"S", "Z"}, (), "en") == ()


def test_the_note_that_was_chosen_is_the_reason_and_not_the_usual_one() -> None:
    assert reason_for("E", ("small_enterprise",)) is NOTES["small_enterprise"]
    assert reason_for("E", ()) is NOTES["exempt"]
    assert reason_for("S", ("small_enterprise",)) is None
    with pytest.raises(KeyError):
        reason_for("E", ("unheard_of",))
