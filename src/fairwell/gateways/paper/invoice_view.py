"""What an invoice or a credit note says, as figures and plain values, whatever it is written on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["invoice", "credit_note"]
# UNTDID 5305, as EN 16931 uses it: standard, reverse charge, zero, exempt, outside scope, export.
TaxCategory = Literal["S", "AE", "Z", "E", "O", "G"]
PriceBehaviour = Literal["inclusive", "exclusive"]
Settlement = Literal["refund", "credit_balance", "receivable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact out of the vendor's registry: kind "phone", "email" …, purpose "billing" …"""

    kind: str
    purpose: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller or buyer; address lines as printed and without the name, country ISO 3166-1 alpha-2.

    What isn't known is "". Only a seller has contacts.
    """

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    vat_number: str = ""
    contacts: tuple[Contact, ...] = ()

    def contact(self, kind: str) -> str:
        """The value of the contact of that kind, the one for billing first, or ""."""
        of_kind = [contact for contact in self.contacts if contact.kind == kind]
        of_kind.sort(key=lambda contact: contact.purpose != "billing")
        return of_kind[0].value if of_kind else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line; amounts in minor units, tax rates in parts per million (190,000 is 19 %).

    `unit_minor` is the price as it was advertised, with tax where prices include it; None where
    the line has none (a part of a period). `net_minor` is the line without tax, below zero where
    it takes back. The first and the last day of the service are both part of it.
    """

    description: str
    net_minor: int
    tax_rate_ppm: int
    tax_category: TaxCategory
    quantity: int = 1
    unit_minor: int | None = None
    detail: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """One tax: what was taxed at which rate; `jurisdiction` is "DE" or "US-CA"."""

    name: str
    jurisdiction: str
    rate_ppm: int
    category: TaxCategory
    taxable_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """An invoice or a credit note; a credit note's amounts are above zero too.

    `notes` are keys of `invoice_notes.NOTES`. `corrects` is the number of the invoice that a credit
    note takes back, in whole or in part, and `settlement` where its money goes; `credited_minor` is
    what credit notes took off an invoice before it was paid. `payment_words`
    name the means of payment as its owner knows it: Visa •••• 4242; `payment_code` is its code in
    UNTDID 4461, "1" being a means without one.

    ValueError if it doesn't add up (EN 16931, BR-CO-10 to BR-CO-16), for a credit note that
    corrects nothing, and for an invoice that corrects something.
    """

    kind: Kind
    number: str
    issued_on: date
    seller: Party
    buyer: Party
    currency: str
    language: str
    lines: tuple[LineView, ...]
    taxes: tuple[TaxView, ...]
    net_minor: int
    tax_minor: int
    total_minor: int
    due_minor: int
    credit_applied_minor: int = 0
    credited_minor: int = 0
    paid_minor: int = 0
    rounding_minor: int = 0
    due_on: date | None = None
    paid_on: date | None = None
    notes: tuple[str, ...] = ()
    corrects: str = ""
    corrects_issued_on: date | None = None
    settlement: Settlement = "refund"
    price_behaviour: PriceBehaviour = "exclusive"
    payment_words: str = ""
    payment_code: str = "1"

    def __post_init__(self) -> None:
        if (self.kind == "credit_note") != bool(self.corrects):
            raise ValueError(f"{self.number}: a credit note, and only one, corrects an invoice.")
        settled = self.credit_applied_minor + self.credited_minor + self.paid_minor
        sums = {
            "net": (self.net_minor, sum(line.net_minor for line in self.lines)),
            "tax": (self.tax_minor, sum(tax.tax_minor for tax in self.taxes)),
            "total": (self.total_minor, self.net_minor + self.tax_minor),
            "due": (self.due_minor, self.total_minor - settled + self.rounding_minor),
        }
        for what, (said, summed) in sums.items():
            if said != summed:
                raise ValueError(f"{self.number}: {what} is {said}, but its parts make {summed}.")

    @property
    def service_days(self) -> tuple[date, date] | None:
        """The first and the last day of all services on it; None where no line has days."""
        first = [line.first_day for line in self.lines if line.first_day]
        last = [line.last_day for line in self.lines if line.last_day]
        return (min(first), max(last)) if first and last else None
