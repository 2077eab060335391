"""Every account has its side and its names, and money moves only as the chart says."""

import pytest

from fairwell.domain.ledger.accounts import (
    ACCOUNTS,
    CREDIT_MOVEMENTS,
    KINDS,
    MOVEMENTS,
    CreditTo,
    UnknownMovementError,
    is_movement,
    movement,
)
from fairwell.models import transfer
from fairwell.models.credit_note import CREDIT_TO


def test_the_chart_and_the_ledger_hold_the_same_accounts() -> None:
    assert set(ACCOUNTS) == set(transfer.ACCOUNTS)
    moved = {
        account for pair in [*MOVEMENTS.values(), *CREDIT_MOVEMENTS.values()] for account in pair
    }
    assert moved == set(ACCOUNTS)


def test_every_account_is_named_in_both_languages_and_explained() -> None:
    for key, account in ACCOUNTS.items():
        assert account.key == key
        assert set(account.names) == {"en", "de"}
        assert account.meaning.endswith(".")
    for language in ("en", "de"):
        assert len({each.names[language] for each in ACCOUNTS.values()}) == len(ACCOUNTS)


@pytest.mark.parametrize(
    ("key", "side", "seen"),
    [
        ("cash", "debit", 500),
        ("refunds", "debit", 500),
        ("bad_debt", "debit", 500),
        ("deferred_revenue", "credit", -500),
        ("revenue", "credit", -500),
    ],
)
def test_what_stands_on_the_usual_side_is_above_zero(key: str, side: str, seen: int) -> None:
    assert ACCOUNTS[key].normal_side == side
    assert ACCOUNTS[key].on_normal_side(500) == seen


@pytest.mark.parametrize(
    ("to", "kinds"),
    [
        ("refund", {"credit_tax": "refunds", "credit_deferred": "refunds"}),
        (
            "credit_balance",
            dict.fromkeys(
                ("credit_tax", "credit_deferred", "credit_recognised"), "credit_balances"
            ),
        ),
        (
            "receivable",
            dict.fromkeys(("credit_tax", "credit_deferred", "credit_recognised"), "receivables"),
        ),
    ],
)
def test_a_credit_note_moves_by_where_its_money_goes(to: CreditTo, kinds: dict[str, str]) -> None:
    debits = {
        "credit_tax": "tax_payable",
        "credit_deferred": "deferred_revenue",
        "credit_recognised": "refunds",
    }
    found = {kind: pair for (kind, whither), pair in CREDIT_MOVEMENTS.items() if whither == to}
    assert found == {kind: (debits[kind], account) for kind, account in kinds.items()}
    assert all(movement(kind, to=to) == pair for kind, pair in found.items())


def test_every_destination_of_a_credit_note_is_known() -> None:
    assert {to for _, to in CREDIT_MOVEMENTS} == set(CREDIT_TO)


def test_a_movement_that_the_books_do_not_know_is_refused() -> None:
    assert movement("charge_submitted") == ("charges_clearing", "receivables")
    with pytest.raises(UnknownMovementError, match="know no movement 'gift'"):
        movement("gift")
    with pytest.raises(UnknownMovementError, match="'credit_tax'"):
        movement("credit_tax")
    with pytest.raises(UnknownMovementError, match="'credit_recognised' to refund"):
        movement("credit_recognised", to="refund")
    with pytest.raises(UnknownMovementError, match="'invoice_tax' to refund"):
        movement("invoice_tax", to="refund")


def test_a_kind_runs_between_its_own_accounts_only() -> None:
    assert is_movement("credit_tax", "tax_payable", "receivables")
    assert not is_movement("credit_tax", "receivables", "tax_payable")
    assert not is_movement("payment_captured", "cash", "receivables")
    assert {"credit_recognised", "dispute_won", "revenue_recognised"} < KINDS


def test_a_charge_that_comes_back_leaves_nothing_under_way() -> None:
    out, back = movement("charge_submitted"), movement("charge_returned")
    assert out == back[::-1]
    assert movement("dispute_held") == movement("dispute_won")[::-1]


def test_books_from_before_day_by_day_revenue_are_restated() -> None:
    billed, restated = movement("invoice_issued"), movement("restated")
    assert is_movement("payment_captured", "cash", "revenue"), "as they hold it"
    assert movement("payment_captured") == ("cash", "charges_clearing"), "as none is written now"
    # Together: cash ← deferred revenue.
    assert restated == ("revenue", billed[0])
    with pytest.raises(UnknownMovementError):
        movement("captured_before_import")


def test_what_came_in_too_much_is_owed_as_credit_and_may_be_paid_out() -> None:
    assert movement("overpaid")[1] == movement("credit_paid_out")[0] == "credit_balances"
