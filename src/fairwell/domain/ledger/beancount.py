"""The books as text for Beancount, so that any accountant can read and check them without us.

Written for Beancount 3 (and read by 2): https://beancount.github.io/docs/beancount_language_syntax
A debit is above zero there and a credit below. Our accounts keep their names, in its five roots.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.ledger.accounts import ACCOUNTS, Account, AccountType
from fairwell.domain.ledger.chunks import gathered
from fairwell.domain.ledger.transfer import SUBJECTS, DayTotal, TransferFacts
from fairwell.domain.money import exponent, to_major
from fairwell.domain.term import local_date

_ROOTS: Final[Mapping[AccountType, str]] = MappingProxyType(
    {
        "asset": "Assets",
        "liability": "Liabilities",
        "income": "Income",
        "contra": "Income",
        "expense": "Expenses",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What stands at the head: a title, the day the accounts open, and all currencies within.

    The accounts' names are told in `language` (en or de).
    """

    title: str
    opened_on: date
    currencies: tuple[str, ...]
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.currencies:
            raise ValueError("A book needs the currencies that its transfers are in.")
        for currency in self.currencies:
            exponent(currency)


def beancount_account(account: Account) -> str:
    """Its name there: deferred_revenue → Liabilities:Deferred-Revenue."""
    return f"{_ROOTS[account.type]}:{account.key.replace('_', '-').title()}"


_NAMES: Final = MappingProxyType({key: beancount_account(each) for key, each in ACCOUNTS.items()})


def transfers_as_beancount(
    transfers: Iterable[TransferFacts], book: Book, zone: ZoneInfo
) -> Iterator[str]:
    """One transaction for each transfer, with our ids; chunks of text in constant memory.

    ValueError for a transfer before the book opens or in a currency that it does not name.
    """
    return gathered(_with_head(book, (_transfer(each, book, zone) for each in transfers)))


def day_totals_as_beancount(totals: Iterable[DayTotal], book: Book) -> Iterator[str]:
    """One transaction for each day and kind; totals come in order of day and kind, as summed.

    Errors as of `transfers_as_beancount`.
    """
    days = groupby(totals, key=lambda each: (each.on, each.kind))
    return gathered(
        _with_head(book, (_day(on, kind, list(group), book) for (on, kind), group in days))
    )


def _with_head(book: Book, transactions: Iterator[str]) -> Iterator[str]:
    yield f'option "title" {_quoted(book.title)}\n'
    for currency in book.currencies:
        yield f'option "operating_currency" "{currency}"\n'
    for key, account in ACCOUNTS.items():
        yield (
            f"\n{book.opened_on} open {_NAMES[key]} {','.join(book.currencies)}\n"
            f'  account: "{key}"\n'
            f"  name: {_quoted(account.names[book.language])}\n"
        )
    yield from transactions


def _transfer(each: TransferFacts, book: Book, zone: ZoneInfo) -> str:
    on = local_date(each.at, zone)
    about = {
        "transfer": str(each.transfer_id),
        "kind": each.kind,
        "at": each.at.astimezone(UTC).isoformat(),
        **{subject: each.subjects[subject] for subject in SUBJECTS if subject in each.subjects},
    }
    postings = _postings(each, on, book)
    return _transaction(on, each.kind, _metadata(about) + postings)


def _day(on: date, kind: str, totals: list[DayTotal], book: Book) -> str:
    about = _metadata({"kind": kind})
    about += f"  transfers: {sum(each.count for each in totals)}\n"
    postings = "".join(_postings(each, on, book) for each in totals)
    return _transaction(on, kind, about + postings)


def _transaction(on: date, kind: str, body: str) -> str:
    return f"\n{on} * {_quoted(kind.replace('_', ' ').capitalize())}\n{body}"


def _metadata(about: Mapping[str, str]) -> str:
    return "".join(f"  {key}: {_quoted(said)}\n" for key, said in about.items())


def _postings(each: TransferFacts | DayTotal, on: date, book: Book) -> str:
    if on < book.opened_on:
        raise ValueError(f"A transfer of {on} is older than the book of {book.opened_on}.")
    if each.currency not in book.currencies:
        raise ValueError(f"A transfer in {each.currency}, which the book does not name.")
    amount, currency = to_major(each.amount_minor, each.currency), each.currency
    return (
        f"  {_NAMES[each.debit]}  {amount} {currency}\n"
        f"  {_NAMES[each.credit]}  -{amount} {currency}\n"
    )


def _quoted(text: str) -> str:
    """A string literal on one line; whatever cannot be seen becomes a space."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
