"""A strict reader of the part of Beancount 3's language that our export writes.

It refuses whatever Beancount would, and what it would let pass: an unused indent, a stray line.
https://beancount.github.io/docs/beancount_language_syntax
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fairwell.domain.money import exponent

STRING = r'"(?:[^"\\\n]|\\["\\])*"'
CURRENCY = r"[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]"
ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
DAY = r"\d{4}-\d{2}-\d{2}"

OPTION = re.compile(rf'option "(title|operating_currency)" ({STRING})')
OPEN = re.compile(rf"({DAY}) open ({ACCOUNT}) ({CURRENCY}(?:,{CURRENCY})*)")
TRANSACTION = re.compile(rf"({DAY}) \* ({STRING})")
METADATA = re.compile(rf"  ([a-z][a-zA-Z0-9_-]+): ({STRING}|\d+)")
POSTING = re.compile(rf"  ({ACCOUNT})  (-?\d+(?:\.\d+)?) ({CURRENCY})")
# Beancount keeps these two for itself.
RESERVED_KEYS = {"filename", "lineno"}


class GrammarError(AssertionError):
    """A line that Beancount would not take, or that means something else there."""


@dataclass
class Entry:
    """A transaction: its day, narration, metadata, and (account, amount, currency) postings."""

    on: date
    narration: str
    metadata: dict[str, str] = field(default_factory=dict)
    postings: list[tuple[str, Decimal, str]] = field(default_factory=list)


@dataclass
class Journal:
    """What a text says."""

    options: list[tuple[str, str]] = field(default_factory=list)
    opened: dict[str, tuple[date, set[str]]] = field(default_factory=dict)
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Place:
    """Where indented lines belong: metadata and postings of the directive above, None for none."""

    metadata: dict[str, str] | None = None
    postings: list[tuple[str, Decimal, str]] | None = None


NOWHERE = Place()


def unquoted(literal: str) -> str:
    """What a string literal, or a plain number, says."""
    return re.sub(r"\\(.)", r"\1", literal[1:-1]) if literal.startswith('"') else literal


def read(text: str) -> Journal:
    """The journal; GrammarError with the line for anything that is not as it must be."""
    journal = Journal()
    place = NOWHERE
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            if not line:
                place = NOWHERE
            elif line.startswith(" "):
                _indented(place, line)
            else:
                place = _directive(journal, line)
        except (GrammarError, ValueError) as error:
            raise GrammarError(f"line {number}: {error}: {line!r}") from error
    for entry in journal.entries:
        _check(journal, entry)
    return journal


def _directive(journal: Journal, line: str) -> Place:
    """Take in a line that stands for itself; answers where indented ones below it belong."""
    if found := OPTION.fullmatch(line):
        journal.options.append((found[1], unquoted(found[2])))
        return NOWHERE
    if found := OPEN.fullmatch(line):
        if found[2] in journal.opened:
            raise GrammarError("opened twice")
        journal.opened[found[2]] = (date.fromisoformat(found[1]), set(found[3].split(",")))
        return Place(metadata=journal.named.setdefault(found[2], {}))
    if found := TRANSACTION.fullmatch(line):
        entry = Entry(date.fromisoformat(found[1]), unquoted(found[2]))
        journal.entries.append(entry)
        return Place(metadata=entry.metadata, postings=entry.postings)
    raise GrammarError("no such directive")


def _indented(place: Place, line: str) -> None:
    if place.metadata is None:
        raise GrammarError("belongs to nothing")
    if found := METADATA.fullmatch(line):
        if found[1] in place.metadata or found[1] in RESERVED_KEYS:
            raise GrammarError("a key that is taken")
        if place.postings:
            raise GrammarError("metadata after postings would belong to the posting")
        place.metadata[found[1]] = unquoted(found[2])
    elif (found := POSTING.fullmatch(line)) and place.postings is not None:
        place.postings.append((found[1], Decimal(found[2]), found[3]))
    else:
        raise GrammarError("no such line below it")


def _check(journal: Journal, entry: Entry) -> None:
    """Every account is open and takes the currency, and the postings sum to zero in each."""
    sums: dict[str, Decimal] = {}
    for account, amount, currency in entry.postings:
        opened, currencies = journal.opened.get(account, (date.max, set()))
        if entry.on < opened or currency not in currencies:
            raise GrammarError(f"{account} is not open on {entry.on} for {currency}")
        if -int(amount.as_tuple().exponent) != exponent(currency):
            raise GrammarError(f"{amount} {currency} has not the currency's decimals")
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    if not sums or any(sums.values()):
        raise GrammarError(f"the transaction of {entry.on} sums to {sums or 'nothing'}")
