"""The books leave as Beancount text that Beancount takes, with every cent and our ids in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.ledger.accounts import ACCOUNTS
from fairwell.domain.ledger.beancount import (
    Book,
    beancount_account,
    day_totals_as_beancount,
    transfers_as_beancount,
)
from fairwell.domain.ledger.chunks import CHUNK_CHARACTERS
from fairwell.domain.ledger.transfer import TransferFacts, sum_by_day
from fairwell.domain.money import to_major
from tests.domain.ledger.beancount_grammar import Journal, read
from tests.domain.ledger.books import NOVEMBER, OPENED, ZONE, some_transfers, transfer

BOOK = Book(title="Quillfort", opened_on=OPENED, currencies=("EUR", "JPY", "KWD"))


def one_by_one(transfers: list[TransferFacts], book: Book = BOOK) -> Journal:
    return read("".join(transfers_as_beancount(transfers, book, ZONE)))


def balances(journal: Journal) -> Counter[tuple[str, str]]:
    """What every account holds, in major units."""
    held: Counter[tuple[str, str]] = Counter()
    for entry in journal.entries:
        for account, amount, currency in entry.postings:
            held[account, currency] += amount  # type: ignore[assignment]
    return held


def test_the_head_opens_every_account_under_its_own_name() -> None:
    journal = one_by_one([], replace(BOOK, language="de", title='Quillfort "Books" \\ 2026'))
    assert journal.options == [
        ("title", 'Quillfort "Books" \\ 2026'),
        ("operating_currency", "EUR"),
        ("operating_currency", "JPY"),
        ("operating_currency", "KWD"),
    ]
    assert len(journal.opened) == len(ACCOUNTS)
    assert journal.opened["Liabilities:Deferred-Revenue"] == (OPENED, {"EUR", "JPY", "KWD"})
    assert journal.named["Income:Refunds"] == {"account": "refunds", "name": "Erlösminderungen"}


def test_a_transfer_is_written_as_an_accountant_reads_it() -> None:
    text = "".join(transfers_as_beancount(NOVEMBER[2:3], BOOK, ZONE))
    assert text.endswith(
        '\n2026-11-02 * "Charge submitted"\n'
        '  transfer: "3"\n'
        '  kind: "charge_submitted"\n'
        '  at: "2026-11-02T17:00:00+00:00"\n'
        '  invoice: "Q-1"\n'
        '  attempt: "A-1"\n'
        "  Assets:Charges-Clearing  119.00 EUR\n"
        "  Assets:Receivables  -119.00 EUR\n"
    )


def test_a_day_is_one_transaction_a_kind_with_all_its_currencies() -> None:
    transfers = [
        transfer(1, "credit_tax", 100, to="refund"),
        transfer(2, "credit_tax", 900, to="receivable"),
        transfer(3, "credit_tax", 7, to="refund", currency="JPY"),
        transfer(4, "credit_tax", 50, to="refund"),
        transfer(5, "invoice_tax", 1, days=1),
    ]
    journal = read("".join(day_totals_as_beancount(sum_by_day(transfers, ZONE), BOOK)))
    first, second = journal.entries
    assert first.metadata == {"kind": "credit_tax", "transfers": "4"}
    assert sorted((account, str(amount)) for account, amount, _ in first.postings) == [
        ("Assets:Receivables", "-9.00"),
        ("Income:Refunds", "-1.50"),
        ("Income:Refunds", "-7"),
        ("Liabilities:Tax-Payable", "1.50"),
        ("Liabilities:Tax-Payable", "7"),
        ("Liabilities:Tax-Payable", "9.00"),
    ]
    assert (second.on, second.narration) == (date(2026, 11, 3), "Invoice tax")


@given(some_transfers())
def test_any_books_pass_and_both_ways_hold_the_same_money(transfers: list[TransferFacts]) -> None:
    journal = one_by_one(transfers)
    expected: Counter[tuple[str, str]] = Counter()
    for each in transfers:
        amount = Decimal(to_major(each.amount_minor, each.currency))
        expected[beancount_account(ACCOUNTS[each.debit]), each.currency] += amount  # type: ignore[assignment]
        expected[beancount_account(ACCOUNTS[each.credit]), each.currency] -= amount  # type: ignore[assignment]
    by_day = read("".join(day_totals_as_beancount(sum_by_day(transfers, ZONE), BOOK)))
    assert balances(journal) == expected == balances(by_day)
    assert [each.metadata["transfer"] for each in journal.entries] == [
        str(each.transfer_id) for each in transfers
    ]
    assert sum(int(each.metadata["transfers"]) for each in by_day.entries) == len(transfers)
    assert len({(each.on, each.narration) for each in by_day.entries}) == len(by_day.entries)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_reference_comes_back_as_it_was_but_for_what_cannot_be_seen(said: str) -> None:
    (entry,) = one_by_one([transfer(1, "invoice_tax", 5, invoice=said)]).entries
    assert entry.metadata["invoice"] == "".join(
        each if each.isprintable() else " " for each in said
    )


def test_a_book_takes_transfers_of_its_first_day() -> None:
    (entry,) = one_by_one([NOVEMBER[0]], replace(BOOK, opened_on=date(2026, 11, 2))).entries
    assert entry.on == date(2026, 11, 2)


def test_what_does_not_fit_the_book_is_refused() -> None:
    with pytest.raises(ValueError, match="of 2026-11-02 is older than the book of 2026-11-03"):
        one_by_one([NOVEMBER[0]], replace(BOOK, opened_on=date(2026, 11, 3)))
    with pytest.raises(ValueError, match="in USD, which the book does not name"):
        one_by_one([transfer(1, "invoice_tax", 1, currency="USD")])
    with pytest.raises(ValueError, match="needs the currencies"):
        replace(BOOK, currencies=())
    with pytest.raises(ValueError, match="not a currency code"):
        replace(BOOK, currencies=("euro",))


def test_text_comes_while_transfers_are_still_being_read() -> None:
    handed = 0

    def endless() -> Iterator[TransferFacts]:
        nonlocal handed
        while True:
            handed += 1
            yield transfer(handed, "invoice_tax", 1)

    chunks = transfers_as_beancount(endless(), BOOK, ZONE)
    first = next(chunks)
    few = handed
    assert CHUNK_CHARACTERS <= len(first) < CHUNK_CHARACTERS + 1_000
    next(chunks)
    assert handed > few
