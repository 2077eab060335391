"""Which invoices the European standard EN 16931 can express; the others go without their XML."""

import re
from collections import Counter

from fairwell.domain.money import exponent
from fairwell.gateways.paper.invoice_view import InvoiceView

# Council Directive 2006/112/EC, Article 215: the member state's code, Greece's being EL; XI is
# Northern Ireland.
_VAT_NUMBER = re.compile(
    r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)"
    r"[0-9A-Z+*]{2,13}"
)


def is_eu_vat_number(number: str) -> bool:
    """Whether it is written as a VAT number of the European Union, spaces and points aside."""
    return _VAT_NUMBER.fullmatch(plain_vat_number(number)) is not None


def plain_vat_number(number: str) -> str:
    """The number as registers write it: "de 123.456.789" → "DE123456789"."""
    return re.sub(r"[\s.\-]", "", number).upper()


def fits_en16931(view: InvoiceView) -> bool:
    """Whether the standard can express it.

    It knows no third decimal (BR-DEC), no seller without a VAT number (BR-S-02, BR-CO-26), no party
    without a name or country (BR-06 to BR-11), no two taxes on one line (BR-S-08), nothing beside
    what is outside the scope of VAT (BR-O-11), and no reverse charge to whom has no VAT number
    (BR-AE-02).
    """
    categories = {tax.category for tax in view.taxes}
    return (
        exponent(view.currency) <= 2
        and is_eu_vat_number(view.seller.vat_number)
        and all(party.name.strip() and party.country for party in (view.seller, view.buyer))
        and all(line.description.strip() for line in view.lines)
        and _one_tax_a_line(view)
        and ("O" not in categories or len(categories) == 1)
        and ("AE" not in categories or is_eu_vat_number(view.buyer.vat_number))
    )


def _one_tax_a_line(view: InvoiceView) -> bool:
    """Whether the taxes tax exactly the lines, once each, at rates that fit their category."""
    of_lines: Counter[tuple[str, int]] = Counter()
    for line in view.lines:
        of_lines[line.tax_category, line.tax_rate_ppm] += line.net_minor
    of_taxes = {(tax.category, tax.rate_ppm): tax.taxable_minor for tax in view.taxes}
    return (
        bool(view.lines)
        and len(of_taxes) == len(view.taxes)
        and of_taxes == dict(of_lines)
        and all((category == "S") == (rate_ppm > 0) for category, rate_ppm in of_taxes)
    )
