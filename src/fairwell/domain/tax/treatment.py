"""How a sale is taxed: the taxes it bears, the rule that says so, and what the invoice notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from fairwell.domain.tax.rates_table import Confidence, VatCode

Note = Literal["", "reverse_charge", "outside_scope", "export", "exempt", "not_registered"]
Rule = Literal[
    "local",
    "eu_destination",
    "eu_small_seller",
    "eu_reverse_charge",
    "outside_registrations",
    "not_registered",
]
RULE_SOURCES: Final[Mapping[Rule, str]] = {
    "local": "The tax of a place where the vendor is registered; the rate names its law",
    "eu_destination": "Directive 2006/112/EC, art. 58 and 358 to 369k (one-stop shop)",
    "eu_small_seller": "Directive 2006/112/EC, art. 45 and 59c",
    "eu_reverse_charge": "Directive 2006/112/EC, art. 44 and 196; note: art. 226(11a)",
    "outside_registrations": "The place of supply is where the vendor has no registration",
    "not_registered": "The vendor has no tax registration",
}


@dataclass(frozen=True, slots=True)
class TaxComponent:
    """One tax: `rate_ppm` of 190,000 is 19 %; `category` is the EN 16931 VAT category code.

    `jurisdiction` is an ISO 3166-1 or 3166-2 code, such as DE or US-NY.
    """

    name: str
    jurisdiction: str
    rate_ppm: int
    category: VatCode


@dataclass(frozen=True, slots=True)
class TaxTreatment:
    """The taxes of a sale; none where the vendor has no registration at all.

    What is sold untaxed for any other reason has one component of rate 0 that says why. `note` is
    the key of the sentence that the invoice must carry, "" for none. `confidence` is that of the
    least sure rate used; a treatment that needs no rate is as sure as the rule, P.
    """

    components: tuple[TaxComponent, ...]
    rule: Rule
    note: Note = ""
    confidence: Confidence = "P"
    total_ppm: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        total = sum(component.rate_ppm for component in self.components)
        object.__setattr__(self, "total_ppm", total)
