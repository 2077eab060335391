"""A month's close in one currency: what every account did, and proof that it adds up.

All amounts are minor units. Unless said otherwise, a balance is on its account's normal side:
above zero is usual.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from fairwell.domain.ledger.accounts import ACCOUNTS, is_movement
from fairwell.domain.ledger.transfer import DayTotal

# What moves an account in a roll-forward: word: kinds. Both are closed: a kind that is missing
# here shows up as a check that is not zero.
DEFERRED_STEPS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "billed": frozenset({"invoice_issued"}),
        "recognised": frozenset({"revenue_recognised"}),
        "credited": frozenset({"credit_deferred"}),
    }
)
RECEIVABLES_STEPS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "billed": frozenset({"invoice_issued", "invoice_tax"}),
        "paid_by_credit": frozenset({"credit_applied"}),
        "charged": frozenset({"charge_submitted"}),
        "returned": frozenset({"charge_returned"}),
        "credited": frozenset({"credit_tax", "credit_deferred", "credit_recognised"}),
        "written_off": frozenset({"written_off"}),
        "overpaid": frozenset({"overpaid"}),
        "restated": frozenset({"restated"}),
    }
)

# Accounts whose balance is the sum of items that somebody still has to settle.
OPEN_ITEM_ACCOUNTS: Final = (
    "receivables", "charges_clearing", "disputes", "credit_balances", "refunds_payable",
    "refunds_clearing", "other_routes_payable",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTotal:
    """Tax of a month's invoices and credit notes in one jurisdiction at one rate.

    `jurisdiction` as on invoices ("DE", "US-CA"), `rate_ppm` 190_000 for 19 %, `category` a VAT
    category code of EN 16931. The credited amounts are at or above zero, too.
    """

    jurisdiction: str
    rate_ppm: int
    category: str
    name: str
    taxable_minor: int
    tax_minor: int
    credited_taxable_minor: int = 0
    credited_tax_minor: int = 0

    @property
    def due_minor(self) -> int:
        """Tax billed less tax credited; below zero where more was credited."""
        return self.tax_minor - self.credited_tax_minor

    def plus(self, other: "TaxTotal") -> "TaxTotal":
        """Both together; the other is of the same tax."""
        return replace(
            self,
            taxable_minor=self.taxable_minor + other.taxable_minor,
            tax_minor=self.tax_minor + other.tax_minor,
            credited_taxable_minor=self.credited_taxable_minor + other.credited_taxable_minor,
            credited_tax_minor=self.credited_tax_minor + other.credited_tax_minor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """Something unsettled at the month's end: on which account, its reference, since when."""

    account: str
    reference: str
    since: date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFacts:
    """What the books say of a month, each part asked on its own so that one can prove the other.

    `opening` and `closing` are debits − credits by account. `deferred_of_lines_minor` is the sum
    of `deferred_minor` over all invoice lines at the end of the month's last day.
    """

    month: date
    currency: str
    opening: Mapping[str, int]
    movements: tuple[DayTotal, ...]
    closing: Mapping[str, int]
    deferred_of_lines_minor: int
    taxes: tuple[TaxTotal, ...] = ()
    open_items: tuple[OpenItem, ...] = ()

    def __post_init__(self) -> None:
        if self.month.day != 1:
            raise ValueError(f"A month is named by its first day, not by {self.month}.")
        for each in self.movements:
            within = (each.on.year, each.on.month) == (self.month.year, self.month.month)
            if not within or each.currency != self.currency:
                raise ValueError(
                    f"{each.kind} of {each.on} in {each.currency} is not of "
                    f"{self.month:%Y-%m} in {self.currency}."
                )
        for account in self.opening.keys() | self.closing.keys():
            if account not in ACCOUNTS:
                raise ValueError(f"{account!r} is not in the chart of accounts.")
        for item in self.open_items:
            if item.account not in OPEN_ITEM_ACCOUNTS:
                raise ValueError(f"{item.reference}: {item.account} has no open items.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """How a balance came from the month's opening to its close: `steps` are signed, by word."""

    account: str
    opening_minor: int
    steps: tuple[tuple[str, int], ...]
    closing_minor: int

    @property
    def unexplained_minor(self) -> int:
        """What the steps leave open; must be zero."""
        return self.opening_minor + sum(by for _, by in self.steps) - self.closing_minor


@dataclass(frozen=True, slots=True)
class CloseCheck:
    """Something that must be zero, by name: "trial:closing", "account:cash", "tax" and so on.

    In minor units; "movements" counts totals of a kind that may not run between its accounts.
    """

    name: str
    difference_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClose:
    """The report; it may be closed when every check is zero. `accounts` step by kind."""

    month: date
    currency: str
    accounts: tuple[RollForward, ...]
    deferred_revenue: RollForward
    receivables: RollForward
    taxes: tuple[TaxTotal, ...]
    open_items: tuple[OpenItem, ...]
    checks: tuple[CloseCheck, ...]

    @property
    def failures(self) -> tuple[CloseCheck, ...]:
        """The checks that are not zero."""
        return tuple(check for check in self.checks if check.difference_minor)


def close_month(facts: CloseFacts) -> MonthClose:
    """The report of a month, with its checks; it never raises for books that do not add up."""
    accounts = tuple(_by_kind(facts, account) for account in ACCOUNTS)
    deferred = _by_steps(facts, "deferred_revenue", DEFERRED_STEPS)
    receivables = _by_steps(facts, "receivables", RECEIVABLES_STEPS)
    taxes = _merged(facts.taxes)
    return MonthClose(
        month=facts.month,
        currency=facts.currency,
        accounts=accounts,
        deferred_revenue=deferred,
        receivables=receivables,
        taxes=taxes,
        open_items=tuple(
            sorted(facts.open_items, key=lambda item: (item.account, item.since, item.reference))
        ),
        checks=(
            CloseCheck("movements", sum(not _allowed(each) for each in facts.movements)),
            CloseCheck("trial:opening", sum(facts.opening.values())),
            CloseCheck("trial:closing", sum(facts.closing.values())),
            *(CloseCheck(f"account:{each.account}", each.unexplained_minor) for each in accounts),
            CloseCheck("roll:deferred_revenue", deferred.unexplained_minor),
            CloseCheck("roll:receivables", receivables.unexplained_minor),
            CloseCheck(
                "lines:deferred_revenue", deferred.closing_minor - facts.deferred_of_lines_minor
            ),
            CloseCheck("tax", _tax_moved(facts) - sum(each.due_minor for each in taxes)),
            *_open_checks(facts),
        ),
    )


def _allowed(each: DayTotal) -> bool:
    return is_movement(each.kind, each.debit, each.credit)


def _effect(each: DayTotal, account: str) -> int:
    debited = each.amount_minor * ((each.debit == account) - (each.credit == account))
    return ACCOUNTS[account].on_normal_side(debited)


def _balances(facts: CloseFacts, account: str) -> tuple[int, int]:
    turned = ACCOUNTS[account].on_normal_side
    return turned(facts.opening.get(account, 0)), turned(facts.closing.get(account, 0))


def _by_kind(facts: CloseFacts, account: str) -> RollForward:
    kinds = sorted({each.kind for each in facts.movements if account in {each.debit, each.credit}})
    return _by_steps(facts, account, {kind: frozenset({kind}) for kind in kinds})


def _by_steps(facts: CloseFacts, account: str, steps: Mapping[str, frozenset[str]]) -> RollForward:
    opening, closing = _balances(facts, account)
    return RollForward(
        account=account,
        opening_minor=opening,
        steps=tuple(
            (word, sum(_effect(each, account) for each in facts.movements if each.kind in kinds))
            for word, kinds in steps.items()
        ),
        closing_minor=closing,
    )


def _tax_moved(facts: CloseFacts) -> int:
    return sum(_effect(each, "tax_payable") for each in facts.movements)


def _merged(taxes: Iterable[TaxTotal]) -> tuple[TaxTotal, ...]:
    sums: dict[tuple[str, int, str, str], TaxTotal] = {}
    for each in taxes:
        key = (each.jurisdiction, each.rate_ppm, each.category, each.name)
        had = sums.get(key)
        sums[key] = each if had is None else had.plus(each)
    return tuple(sums[key] for key in sorted(sums))


def _open_checks(facts: CloseFacts) -> Iterable[CloseCheck]:
    listed = dict.fromkeys(OPEN_ITEM_ACCOUNTS, 0)
    for item in facts.open_items:
        listed[item.account] += item.amount_minor
    for account, total in listed.items():
        yield CloseCheck(f"open:{account}", _balances(facts, account)[1] - total)
