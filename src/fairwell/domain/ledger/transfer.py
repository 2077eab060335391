"""Transfers as the reports and exports read them, one by one or summed up by day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.ledger.accounts import ACCOUNTS
from fairwell.domain.money import exponent
from fairwell.domain.term import local_date

# What a transfer can be about; also the columns and metadata of an export.
SUBJECTS: Final = (
    "invoice", "attempt", "payment", "refund", "allocation", "credit_note", "dispute",
)  # fmt: skip

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """One movement: `debit` gains what `credit` gives; minor units above zero, an aware instant.

    `subjects` names what it is about by our references, such as {"invoice": "Q-10"}; its keys
    are of SUBJECTS. ValueError for what the ledger could not hold.
    """

    transfer_id: int
    at: datetime
    kind: str
    debit: str
    credit: str
    currency: str
    amount_minor: int
    subjects: Mapping[str, str] = field(default=_NONE)

    def __post_init__(self) -> None:
        if strange := self.subjects.keys() - set(SUBJECTS):
            raise ValueError(f"A transfer is not about {', '.join(sorted(strange))}.")
        _check(self.debit, self.credit, self.currency, self.amount_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTotal:
    """All transfers of one kind between two accounts on one day of the vendor's: sum and count."""

    on: date
    kind: str
    debit: str
    credit: str
    currency: str
    amount_minor: int
    count: int

    def __post_init__(self) -> None:
        _check(self.debit, self.credit, self.currency, self.amount_minor)


def sum_by_day(transfers: Iterable[TransferFacts], zone: ZoneInfo) -> Iterator[DayTotal]:
    """Totals by day, kind, currency and accounts; the transfers must come in order of time.

    Keeps one day's totals in memory, no more. ValueError when a day comes after a later one.
    """
    latest = date.min
    for on, group in groupby(transfers, key=lambda each: local_date(each.at, zone)):
        if on < latest:
            raise ValueError(f"{on} comes after {latest}: hand transfers in by time.")
        latest = on
        sums: dict[tuple[str, str, str, str], tuple[int, int]] = {}
        for each in group:
            what = (each.kind, each.currency, each.debit, each.credit)
            amount, count = sums.get(what, (0, 0))
            sums[what] = (amount + each.amount_minor, count + 1)
        for (kind, currency, debit, credit), (amount, count) in sorted(sums.items()):
            yield DayTotal(
                on=on,
                kind=kind,
                debit=debit,
                credit=credit,
                currency=currency,
                amount_minor=amount,
                count=count,
            )


def _check(debit: str, credit: str, currency: str, amount_minor: int) -> None:
    for account in (debit, credit):
        if account not in ACCOUNTS:
            raise ValueError(f"{account!r} is not in the chart of accounts.")
    if debit == credit:
        raise ValueError(f"A transfer from {credit} to itself moves nothing.")
    if amount_minor <= 0:
        raise ValueError(f"A transfer moves an amount above zero, not {amount_minor}.")
    exponent(currency)
