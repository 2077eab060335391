"""Taxes on sales: dated rates, which of them a sale bears, the amounts, and VAT numbers."""

from fairwell.domain.tax.amounts import (
    ComponentTotal,
    TaxedLine,
    TaxedLines,
    TaxLine,
    split_single,
    tax_amounts,
)
from fairwell.domain.tax.decide import BuyerTax, Registration, SellerTax, decide_tax
from fairwell.domain.tax.rates_table import MissingRateError, RatesError, RateTable, TaxRate
from fairwell.domain.tax.read_rates import parse_rates
from fairwell.domain.tax.shipped import shipped_rates
from fairwell.domain.tax.treatment import RULE_SOURCES, TaxComponent, TaxTreatment
from fairwell.domain.tax.vat_answer import VatNumberAnswer
from fairwell.domain.tax.vat_number import VatNumber, VatNumberError, parse_vat_number

__all__ = [
    "RULE_SOURCES",
    "BuyerTax",
    "ComponentTotal",
    "MissingRateError",
    "RateTable",
    "RatesError",
    "Registration",
    "SellerTax",
    "TaxComponent",
    "TaxLine",
    "TaxRate",
    "TaxTreatment",
    "TaxedLine",
    "TaxedLines",
    "VatNumber",
    "VatNumberAnswer",
    "VatNumberError",
    "decide_tax",
    "parse_rates",
    "parse_vat_number",
    "shipped_rates",
    "split_single",
    "tax_amounts",
]
