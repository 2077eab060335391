"""Do the books balance, what stands on each account, and how it got there line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fairwell.domain.ledger.accounts import ACCOUNTS, Account
from fairwell.domain.ledger.transfer import TransferFacts
from fairwell.domain.money import exponent, to_major


class UnbalancedError(ValueError):
    """Debits and credits differ; `by_currency` has debits − credits in minor units, never 0."""

    def __init__(self, by_currency: Mapping[str, int]) -> None:
        self.by_currency = dict(by_currency)
        said = ", ".join(
            f"{'debits' if off > 0 else 'credits'} are {to_major(abs(off), currency)} {currency} "
            "too high"
            for currency, off in sorted(self.by_currency.items())
        )
        super().__init__(f"The books do not balance: {said}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """An account's totals in one currency, in minor units."""

    account: str
    currency: str
    debit_minor: int
    credit_minor: int

    @property
    def balance_minor(self) -> int:
        """Debits − credits."""
        return self.debit_minor - self.credit_minor

    @property
    def normal_minor(self) -> int:
        """The balance with the usual side of the account above zero."""
        return ACCOUNTS[self.account].on_normal_side(self.balance_minor)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Balances by currency, then in the order of the chart; debits equal credits in each."""

    balances: tuple[AccountBalance, ...]

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies on the books, by code."""
        return tuple(sorted({each.currency for each in self.balances}))

    def turnover_minor(self, currency: str) -> int:
        """The sum of all debits, which is that of all credits."""
        return sum(each.debit_minor for each in self.balances if each.currency == currency)

    def signed(self, currency: str) -> Mapping[str, int]:
        """Debits − credits by account; they add up to zero."""
        return {
            each.account: each.balance_minor for each in self.balances if each.currency == currency
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A transfer as one account sees it: which other account, in or out, and the balance after.

    One of `debit_minor` and `credit_minor` is 0. The balance is on the account's normal side.
    """

    transfer: TransferFacts
    counter_account: str
    debit_minor: int
    credit_minor: int
    balance_minor: int


def trial_balance(rows: Iterable[tuple[str, str, int, int]]) -> TrialBalance:
    """From rows of (account, currency, total debits, total credits), minor units.

    Rows of the same account and currency add up, so that debits and credits may come apart.
    Raises UnbalancedError; ValueError for an unknown account or currency, or a total below zero.
    """
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for account, currency, debit, credit in rows:
        _known(account)
        exponent(currency)
        if debit < 0 or credit < 0:
            raise ValueError(f"{account} has totals below zero: {debit} and {credit}.")
        debited, credited = totals.get((currency, account), (0, 0))
        totals[currency, account] = (debited + debit, credited + credit)
    off: dict[str, int] = {}
    for (currency, _), (debit, credit) in totals.items():
        off[currency] = off.get(currency, 0) + debit - credit
    if wrong := {currency: by for currency, by in off.items() if by}:
        raise UnbalancedError(wrong)
    places = {account: place for place, account in enumerate(ACCOUNTS)}
    return TrialBalance(
        tuple(
            AccountBalance(
                account=account, currency=currency, debit_minor=debit, credit_minor=credit
            )
            for (currency, account), (debit, credit) in sorted(
                totals.items(), key=lambda item: (item[0][0], places[item[0][1]])
            )
        )
    )


def account_statement(
    account: str, currency: str, transfers: Iterable[TransferFacts], *, opening_minor: int = 0
) -> Iterator[StatementLine]:
    """The account's transfers in the order given, one line each; constant memory.

    `opening_minor` is the balance before the first, on the account's normal side. ValueError for
    a transfer of another account or currency: it would make the balance wrong without a trace.
    """
    chart = _known(account)
    balance = opening_minor
    for each in transfers:
        if each.currency != currency or account not in {each.debit, each.credit}:
            raise ValueError(f"Transfer {each.transfer_id} is not of {account} in {currency}.")
        debited = each.debit == account
        debit, credit = (each.amount_minor, 0) if debited else (0, each.amount_minor)
        balance += chart.on_normal_side(debit - credit)
        yield StatementLine(
            transfer=each,
            counter_account=each.credit if debited else each.debit,
            debit_minor=debit,
            credit_minor=credit,
            balance_minor=balance,
        )


def _known(account: str) -> Account:
    if account not in ACCOUNTS:
        raise ValueError(f"{account!r} is not in the chart of accounts.")
    return ACCOUNTS[account]
