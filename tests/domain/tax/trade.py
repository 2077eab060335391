"""Vendors and buyers of made-up sales, for the tests of taxes."""

from datetime import date
from typing import Any

from fairwell.domain.tax import (
    BuyerTax,
    Registration,
    SellerTax,
    TaxTreatment,
    decide_tax,
    shipped_rates,
)

TODAY = date(2026, 11, 22)

BERLIN_SHOP = SellerTax("DE", (Registration("DE"), Registration("DE", scheme="oss")))
SMALL_BERLIN_SHOP = SellerTax("DE", (Registration("DE"),))
QUILLFORT = SellerTax(
    "US",
    (
        Registration("US"),
        Registration("US", "US-NY"),
        Registration("US", "US-TX", "foreign"),
        Registration("US", "US-CA"),
        Registration("IE", scheme="oss"),
        Registration("GB", scheme="foreign"),
    ),
)
MAPLE = SellerTax("CA", (Registration("CA"), Registration("CA", "CA-QC")))

GRETA = BuyerTax("DE")  # Greta in Berlin
LUC = BuyerTax("FR")  # Luc in Lyon
LYON_LTD = BuyerTax("FR", consumer=False, vat_number="FR83404833048", vat_number_valid=True)


def taxed(
    seller: SellerTax, buyer: BuyerTax, on: date = TODAY, category: str = "software", **more: Any
) -> TaxTreatment:
    """What the shipped rates make of a sale."""
    table = more.get("table") or shipped_rates()
    return decide_tax(seller, buyer, category=category, on=on, table=table)


def rates(treatment: TaxTreatment) -> list[tuple[str, int, str]]:
    """Jurisdiction, rate in ppm and category code of each component."""
    return [(c.jurisdiction, c.rate_ppm, c.category) for c in treatment.components]
