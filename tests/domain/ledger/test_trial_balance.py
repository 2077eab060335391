"""The books balance in every currency, or it is said by how much they do not."""

import pytest
from hypothesis import given

from fairwell.domain.ledger.accounts import ACCOUNTS
from fairwell.domain.ledger.transfer import TransferFacts
from fairwell.domain.ledger.trial_balance import (
    TrialBalance,
    UnbalancedError,
    account_statement,
    trial_balance,
)
from tests.domain.ledger.books import NOVEMBER, some_transfers


def balance_of(transfers: list[TransferFacts]) -> TrialBalance:
    """As two questions to the database would give it: debits, then credits."""
    debits = [(each.debit, each.currency, each.amount_minor, 0) for each in transfers]
    credited = [(each.credit, each.currency, 0, each.amount_minor) for each in transfers]
    return trial_balance([*debits, *credited])


def test_november_balances() -> None:
    balance = balance_of(list(NOVEMBER))
    assert balance.currencies == ("EUR",)
    assert {each.account: each.normal_minor for each in balance.balances} == {
        "receivables": 0,
        "charges_clearing": 0,
        "cash": 326,
        "deferred_revenue": 525,
        "tax_payable": 152,
        "refunds_payable": 0,
        "refunds_clearing": 0,
        "revenue": 274,
        "refunds": 0,
        "bad_debt": 625,
    }
    assert balance.signed("EUR")["deferred_revenue"] == -525
    assert balance.turnover_minor("EUR") == sum(each.amount_minor for each in NOVEMBER)


def test_an_imbalance_is_told_per_currency() -> None:
    with pytest.raises(UnbalancedError) as refused:
        trial_balance(
            [
                ("cash", "EUR", 1_000, 0),
                ("revenue", "EUR", 0, 975),
                ("cash", "JPY", 0, 3),
                ("cash", "USD", 5, 0),
                ("revenue", "USD", 0, 5),
            ]
        )
    assert refused.value.by_currency == {"EUR": 25, "JPY": -3}
    assert str(refused.value) == (
        "The books do not balance: debits are 0.25 EUR too high, credits are 3 JPY too high."
    )


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (("petty_cash", "EUR", 1, 1), "'petty_cash' is not in the chart"),
        (("cash", "EURO", 1, 1), "not a currency code"),
        (("cash", "EUR", -1, -1), "totals below zero: -1 and -1"),
    ],
)
def test_a_row_that_cannot_be_is_a_mistake(row: tuple[str, str, int, int], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        trial_balance([row])


@given(some_transfers())
def test_transfers_always_balance_in_the_order_of_the_chart(
    transfers: list[TransferFacts],
) -> None:
    balance = balance_of(transfers)
    for currency in balance.currencies:
        assert sum(balance.signed(currency).values()) == 0
        assert list(balance.signed(currency)) == [
            account for account in ACCOUNTS if account in balance.signed(currency)
        ]


def test_the_cash_account_tells_how_it_came_to_its_balance() -> None:
    cash = [each for each in NOVEMBER if "cash" in {each.debit, each.credit}]
    lines = list(account_statement("cash", "EUR", cash, opening_minor=100))
    assert [
        (line.counter_account, line.debit_minor, line.credit_minor, line.balance_minor)
        for line in lines
    ] == [("charges_clearing", 11_900, 0, 12_000), ("refunds_clearing", 0, 11_574, 426)]
    assert lines[0].transfer is cash[0]


@given(some_transfers())
def test_a_statement_ends_where_the_trial_balance_stands(transfers: list[TransferFacts]) -> None:
    for each in balance_of(transfers).balances:
        own = [
            one
            for one in transfers
            if one.currency == each.currency and each.account in {one.debit, one.credit}
        ]
        *_, last = account_statement(each.account, each.currency, own)
        assert last.balance_minor == each.normal_minor


def test_a_statement_takes_no_stranger() -> None:
    with pytest.raises(ValueError, match="Transfer 1 is not of cash in EUR"):
        list(account_statement("cash", "EUR", NOVEMBER[:1]))
    with pytest.raises(ValueError, match="Transfer 4 is not of cash in USD"):
        list(account_statement("cash", "USD", NOVEMBER[3:4]))
    with pytest.raises(ValueError, match="'till' is not in the chart"):
        list(account_statement("till", "EUR", []))
