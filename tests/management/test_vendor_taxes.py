"""`fairwell vendor`: registrations and rates in the vendor's file, and what is wrong with them."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from fairwell.models import SellerCard, TaxRates, TaxRegistration
from tests.management.test_commands import DEMO, refusal, run

RATES = (files("fairwell.domain.tax.rates") / "us.toml").read_text(encoding="utf-8")
VENDOR = """[vendor]
name = "Cedarline"
legal_name = "Cedarline Software Ltd."
country = "IE"
timezone = "Europe/Dublin"
default_language = "en"
languages = ["en"]
default_currency = "EUR"
default_policy = "vendor-60-annual"
"""


def written(tmp_path: Path, more: str) -> str:
    """A vendor's file with more in it; its path."""
    file = tmp_path / "vendor.toml"
    file.write_text(VENDOR + more)
    return str(file)


def test_the_demos_vendor_collects_tax_at_home_and_in_europe(db: None) -> None:
    run("vendor", str(DEMO / "vendor.toml"))

    told = TaxRegistration.objects.order_by("pk").values_list("country", "subdivision", "scheme")
    assert list(told) == [("US", "US-NY", "domestic"), ("DE", "", "oss")]
    assert SellerCard.objects.get().vat_number == "DE123456789"


def test_rates_are_read_beside_the_vendors_file(db: None, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RATES)

    run("vendor", written(tmp_path, 'vat_number = "IE1"\nrates = ["own.toml"]\n'))

    assert TaxRates.objects.get().name == "own.toml"


def test_a_registration_keeps_its_first_and_last_day(db: None, tmp_path: Path) -> None:
    tax = '[[tax]]\ncountry = "IE"\nscheme = "domestic"\n'
    run("vendor", written(tmp_path, f"{tax}valid_from = 2020-01-01\nvalid_until = 2025-12-31\n"))

    held = TaxRegistration.objects.get()
    assert (held.valid_from, held.valid_until) == (date(2020, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("tax", "words"),
    [
        ('country = "IE"', "[[tax]] 1 lacks scheme; [[tax]] 1 lacks valid_from."),
        ('colour = "blue"', "does not know colour"),
        ('country = "IE"\nscheme = "local"\nvalid_from = 2020-01-01', "'local'; write domestic"),
        ('country = "IE"\nscheme = "oss"\nvalid_from = "2020-01-01"', "no date in valid_from"),
        (
            'country = "US"\nsubdivision = "NY"\nscheme = "domestic"\nvalid_from = 2020-01-01',
            "has the subdivision 'NY'; write US-…",
        ),
    ],
)
def test_what_is_wrong_with_a_registration_is_named(
    db: None, tmp_path: Path, tax: str, words: str
) -> None:
    assert words in refusal("vendor", written(tmp_path, f"[[tax]]\n{tax}\n"))
    assert not TaxRegistration.objects.exists()


@pytest.mark.parametrize(("text", "words"), [("schema = 7", "own.toml"), (None, "cannot be read")])
def test_rates_that_cannot_be_read_are_refused(
    db: None, tmp_path: Path, text: str | None, words: str
) -> None:
    if text is not None:
        (tmp_path / "own.toml").write_text(text)

    assert words in refusal("vendor", written(tmp_path, 'rates = ["own.toml"]\n'))
    assert not TaxRates.objects.exists()
