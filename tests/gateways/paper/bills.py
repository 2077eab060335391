"""The invoices of the cast: one plain one, and what makes the others different."""

from dataclasses import replace
from datetime import date
from typing import Any

from fairwell.gateways.paper.invoice_view import (
    Contact,
    InvoiceView,
    LineView,
    Party,
    TaxCategory,
    TaxView,
)

SELLER = Party(
    name="Quillfort Security GmbH",
    address=("Hafenzeile 1", "20457 Hamburg"),
    country="DE",
    vat_number="DE 123456789",
    contacts=(
        Contact(kind="email", purpose="support", value="help@quillfort.example"),
        Contact(kind="email", purpose="billing", value="billing@quillfort.example"),
        Contact(kind="phone", purpose="support", value="+1-212-555-0123"),
    ),
)
LENA = Party(name="Lena Brandt", address=("Gartenweg 5", "04109 Leipzig"), country="DE")
HARBOUR_BOOKS = Party(
    name="Harbour Books SARL",
    address=("3 rue du Phare", "33000 Bordeaux"),
    country="FR",
    vat_number="FR83404833048",
)
YEAR = (date(2026, 11, 21), date(2027, 11, 20))


def line(
    net_minor: int,
    rate_ppm: int = 190_000,
    category: TaxCategory = "S",
    **told: Any,
) -> LineView:
    """A year of Guard Plus, unless `told` otherwise."""
    asked: dict[str, Any] = {"first_day": YEAR[0], "last_day": YEAR[1], **told}
    return LineView(
        description=asked.pop("description", "Guard Plus, yearly"),
        net_minor=net_minor,
        tax_rate_ppm=rate_ppm,
        tax_category=category,
        **asked,
    )


def tax(
    taxable_minor: int,
    tax_minor: int,
    rate_ppm: int = 190_000,
    category: TaxCategory = "S",
    **told: Any,
) -> TaxView:
    """German VAT, unless `told` otherwise."""
    return TaxView(
        name=told.get("name", "VAT"),
        jurisdiction=told.get("jurisdiction", "DE"),
        rate_ppm=rate_ppm,
        category=category,
        taxable_minor=taxable_minor,
        tax_minor=tax_minor,
    )


def invoice(**told: Any) -> InvoiceView:
    """Lena's year of Guard Plus at €119.00 with 19 % VAT in it, paid by card, but as `told`."""
    asked: dict[str, Any] = {
        "kind": "invoice",
        "number": "R-2026-000017",
        "issued_on": date(2026, 11, 21),
        "seller": SELLER,
        "buyer": LENA,
        "currency": "EUR",
        "language": "en",
        "lines": (line(10_000, unit_minor=11_900, detail="5 devices"),),
        "taxes": (tax(10_000, 1_900),),
        "price_behaviour": "inclusive",
        "payment_words": "Visa •••• 4242",
        **told,
    }
    net = sum(one.net_minor for one in asked["lines"])
    taxed = sum(one.tax_minor for one in asked["taxes"])
    sums = {"net_minor": net, "tax_minor": taxed, "total_minor": net + taxed}
    if not {"paid_minor", "due_on"} & told.keys():
        asked["paid_minor"] = net + taxed - asked.get("credit_applied_minor", 0)
        asked["paid_on"] = asked["issued_on"]
    settled = asked.get("paid_minor", 0) + asked.get("credit_applied_minor", 0)
    due = net + taxed - settled + asked.get("rounding_minor", 0)
    return InvoiceView(**{**sums, "due_minor": due, **asked})


def credit_note(**told: Any) -> InvoiceView:
    """All of Lena's invoice taken back and refunded, but as `told`."""
    asked: dict[str, Any] = {
        "kind": "credit_note",
        "number": "G-2026-000003",
        "issued_on": date(2026, 11, 30),
        "corrects": "R-2026-000017",
        "corrects_issued_on": date(2026, 11, 21),
        "paid_minor": 0,
    }
    return invoice(**{**asked, **told})


def reverse_charge(**told: Any) -> InvoiceView:
    """A French company's year, for which it pays its own VAT."""
    asked: dict[str, Any] = {
        "buyer": HARBOUR_BOOKS,
        "lines": (line(30_000, 0, "AE", quantity=3, unit_minor=10_000),),
        "taxes": (tax(30_000, 0, 0, "AE"),),
        "notes": ("reverse_charge",),
        "price_behaviour": "exclusive",
    }
    return invoice(**{**asked, **told})


def many_lines() -> InvoiceView:
    """Two rates, a line that takes back, credit used, and more to pay: one of everything."""
    lines = (
        line(10_084, unit_minor=4_000, quantity=3, detail="5 devices each"),
        line(
            -2_521,
            description="Guard Basic, unused time",
            first_day=date(2026, 11, 21),
            last_day=date(2027, 2, 28),
        ),
        line(1_869, 70_000, description="Printed handbook", first_day=None, last_day=None),
    )
    return invoice(
        lines=lines,
        taxes=(tax(7_563, 1_437), tax(1_869, 131, 70_000)),
        credit_applied_minor=1_000,
        due_on=date(2026, 12, 5),
    )


def in_currency(currency: str, language: str = "en") -> InvoiceView:
    """120,000 minor units with a tenth of tax, in that currency."""
    return replace(
        invoice(
            lines=(line(120_000, 100_000, unit_minor=120_000),),
            taxes=(tax(120_000, 12_000, 100_000),),
            price_behaviour="exclusive",
        ),
        currency=currency,
        language=language,
    )
