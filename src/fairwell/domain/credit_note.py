"""How a credit is spread over an invoice's lines and taxes, to the last minor unit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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

    @property
    def key(self) -> tuple[str, str, int, str]:
        """Which tax it is, whatever the amounts."""
        return self.name, self.jurisdiction, self.rate_ppm, self.category

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


def share_by_order(
    amounts: Mapping[str, int], left: Sequence[tuple[str, int]]
) -> tuple[dict[str, int], int]:
    """Which orders bear a refund, in minor units, and what none of them can bear.

    `amounts` go back by order number. An order whose rest was credited before, as a change does,
    bears only what is `left` of it, as (number, left); the others in that order bear the rest: its
    credit paid them. What is over then is credit that was not used.
    """
    rests, parts = dict(left), {}
    for number, amount in sorted(amounts.items()):
        parts[number] = min(amount, rests.get(number, 0))
        rests[number] = rests.get(number, 0) - parts[number]
    over = sum(amounts.values()) - sum(parts.values())
    for number, _ in left:
        more = min(over, rests[number])
        parts[number] = parts.get(number, 0) + more
        over -= more
    return {number: part for number, part in parts.items() if part}, over


def tax_of_credit(
    net_minor: int,
    tax_minor: int,
    taxes: Sequence[CreditedTax],
    before: Sequence[CreditedTax] = (),
) -> tuple[CreditedTax, ...]:
    """The invoice's taxes in the part that a credit takes back; they add up to its tax.

    `before` are the taxes of earlier credits: each tax bears its part of what is left of it, so
    that credits of the whole invoice take back each tax exactly. ValueError beyond what is left.
    """
    left = [(no, tax.tax_minor) for no, tax in enumerate(taxes)]
    for credit in before:
        no = next((n for n, tax in enumerate(taxes) if tax.key == credit.key), None)
        if no is not None:
            left[no] = (no, left[no][1] - credit.tax_minor)
    shares = share_by_line(tax_minor, left) if taxes else {}
    return tuple(
        replace(tax, taxable_minor=net_minor, tax_minor=shares[no]) for no, tax in enumerate(taxes)
    )
