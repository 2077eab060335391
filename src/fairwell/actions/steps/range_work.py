"""What billing a range of subscriptions rests on, and what it has come to so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairwell.actions.steps.billed_rows import BilledRows
from fairwell.domain.price import PriceFacts
from fairwell.models import CreditBalance
from fairwell.queries.taxes import TaxTable


@dataclass(slots=True)
class ChunkReport:
    """What became of the due subscriptions of a range; `billed_minor` is gross by currency."""

    counts: Counter[str] = field(default_factory=Counter)
    billed_minor: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """The report as the chunk keeps it."""
        return {"counts": dict(self.counts), "billed_minor": dict(self.billed_minor)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "ChunkReport":
        """A kept report read again."""
        return cls(Counter(kept.get("counts", {})), Counter(kept.get("billed_minor", {})))

    def add(self, other: "ChunkReport") -> None:
        """Add another range's report to this one."""
        self.counts.update(other.counts)
        self.billed_minor.update(other.billed_minor)


@dataclass(slots=True, kw_only=True)
class RangeWork:
    """Read once for the whole range; the lists are written after the rows.

    `used` are (balance id, invoice id, minor units of credit), `applied` and `replaced` ids of
    scheduled changes that came true or fell away, `entitled` subscriptions whose entitlements have
    to be looked at anew, `ended` those that ended unbilled.
    """

    at: datetime
    prices: Mapping[int, PriceFacts]
    names: Mapping[int, str]
    taxes: TaxTable
    credit: Mapping[tuple[int, str], CreditBalance]
    rows: BilledRows
    report: ChunkReport = field(default_factory=ChunkReport)
    used: list[tuple[int, int, int]] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    entitled: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def take_credit(self, customer_id: int, currency: str, most_minor: int, invoice: int) -> int:
        """Credit used for an invoice, at most `most_minor`; 0 where there is none."""
        balance = self.credit.get((customer_id, currency))
        if balance is None or not balance.balance_minor or not most_minor:
            return 0
        used = min(balance.balance_minor, most_minor)
        balance.balance_minor -= used
        self.used.append((balance.pk, invoice, used))
        return used
