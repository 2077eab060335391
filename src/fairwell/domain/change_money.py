"""What a change costs on the spot: the new bill with its tax, less the credit for the old one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fairwell.domain.proration import LineCredit


class NamedTax(NamedTuple):
    """One tax of the new bill: its name, rate in millionths, and minor units."""

    name: str
    rate_ppm: int
    tax_minor: int


class CreditPart(NamedTuple):
    """What one line gives back, in minor units: off a bill still owed, or to the credit."""

    order_number: str
    invoice_line_id: int
    off_owed_minor: int
    to_credit_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNow:
    """The money of a change at once, in minor units; credits, never a negative bill.

    `parts` are the credits; `held_minor` is the credit that was there before. What the new bill
    does not use of both stays for later bills.
    """

    currency: str
    net_minor: int
    tax_minor: int
    taxes: tuple[NamedTax, ...]
    parts: tuple[CreditPart, ...]
    held_minor: int

    @property
    def gross_minor(self) -> int:
        """The new bill with its tax."""
        return self.net_minor + self.tax_minor

    @property
    def credit_minor(self) -> int:
        """What becomes the customer's credit."""
        return sum(part.to_credit_minor for part in self.parts)

    @property
    def off_owed_minor(self) -> int:
        """What comes off bills that are not paid yet."""
        return sum(part.off_owed_minor for part in self.parts)

    @property
    def used_minor(self) -> int:
        """The credit that pays the new bill, or a part of it."""
        return min(self.gross_minor, self.credit_minor + self.held_minor)

    @property
    def due_minor(self) -> int:
        """What is charged to the card."""
        return self.gross_minor - self.used_minor

    @property
    def left_minor(self) -> int:
        """The credit that stays for later bills."""
        return self.credit_minor + self.held_minor - self.used_minor

    def as_dict(self) -> dict[str, Any]:
        """The sums as they are stored and digested."""
        return {
            "currency": self.currency,
            "net_minor": self.net_minor,
            "tax_minor": self.tax_minor,
            "taxes": [list(tax) for tax in self.taxes],
            "parts": [list(part) for part in self.parts],
            "held_minor": self.held_minor,
            "due_minor": self.due_minor,
            "left_minor": self.left_minor,
        }


def share_credits(
    credits_: Iterable[LineCredit], owed: Mapping[str, int]
) -> tuple[CreditPart, ...]:
    """Where each line's credit goes: first off what is `owed` of its order, the rest to the credit.

    Money that was never paid is not given back: a bill that is still open only gets smaller.
    """
    left, parts = dict(owed), []
    for credit in credits_:
        off = min(credit.credit_minor, left.get(credit.order_number, 0))
        left[credit.order_number] = left.get(credit.order_number, 0) - off
        parts.append(
            CreditPart(credit.order_number, credit.invoice_line_id, off, credit.credit_minor - off)
        )
    return tuple(parts)
