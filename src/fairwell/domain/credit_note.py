"""How a credit is spread over an invoice's lines and taxes, to the last minor unit."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CreditedTax:
    """One tax of an invoice or of a credit note, minor units."""

    name: str
    jurisdiction: str
    rate_ppm: int
    category: str
    taxable_minor: int
    tax_minor: int

    def as_dict(self) -> dict[str, Any]:
        """The tax as a credit note keeps it."""
        return asdict(self)


def share_by_line(gross_minor: int, left: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Spread a gross credit over lines in proportion to what is left of each: (line id, left).

    The parts add up to it, and none is more than its line's rest. ValueError if all of them
    together hold less.
    """
    whole = sum(rest for _, rest in left)
    if not 0 <= gross_minor <= whole:
        raise ValueError(f"Of lines with {whole} left, {gross_minor} cannot be credited.")
    shares, done, seen = {}, 0, 0
    for line, rest in left:
        seen += rest
        upto = gross_minor * seen // whole if whole else 0
        shares[line] = upto - done
        done = upto
    return shares


def tax_of_credit(
    net_minor: int, tax_minor: int, taxes: Sequence[CreditedTax]
) -> tuple[CreditedTax, ...]:
    """The invoice's taxes in the part that a credit takes back; they add up to its tax."""
    whole = sum(tax.tax_minor for tax in taxes)
    credited, done, seen = [], 0, 0
    for tax in taxes:
        seen += tax.tax_minor
        upto = tax_minor * seen // whole if whole else 0
        credited.append(
            CreditedTax(
                tax.name, tax.jurisdiction, tax.rate_ppm, tax.category, net_minor, upto - done
            )
        )
        done = upto
    return tuple(credited)
