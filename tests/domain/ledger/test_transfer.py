"""What the ledger could not hold is no transfer, and a day's transfers add up to its totals."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from fairwell.domain.ledger.transfer import DayTotal, TransferFacts, sum_by_day
from fairwell.domain.term import local_date
from tests.domain.ledger.books import NOVEMBER, ZONE, some_transfers, transfer


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"amount_minor": 0}, "above zero, not 0"),
        ({"debit": "petty_cash"}, "'petty_cash' is not in the chart"),
        ({"debit": "deferred_revenue"}, "to itself moves nothing"),
        ({"currency": "EURO"}, "not a currency code"),
        ({"subjects": {"order": "Q-1"}}, "not about order"),
    ],
)
def test_what_the_ledger_could_not_hold_is_a_mistake(
    change: dict[str, object], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(NOVEMBER[0], **change)


def test_a_day_is_summed_by_kind_and_currency() -> None:
    morning = [
        transfer(1, "invoice_issued", 100),
        transfer(2, "invoice_issued", 900, currency="JPY"),
        transfer(3, "invoice_tax", 19),
        transfer(4, "invoice_issued", 50),
    ]
    totals = list(sum_by_day([*morning, transfer(5, "invoice_tax", 1, days=1)], ZONE))
    assert [(each.on.day, each.kind, each.currency) for each in totals] == [
        (2, "invoice_issued", "EUR"),
        (2, "invoice_issued", "JPY"),
        (2, "invoice_tax", "EUR"),
        (3, "invoice_tax", "EUR"),
    ]
    assert totals[0] == DayTotal(
        on=date(2026, 11, 2),
        kind="invoice_issued",
        debit="receivables",
        credit="deferred_revenue",
        currency="EUR",
        amount_minor=150,
        count=2,
    )


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="2026-11-02 comes after 2026-11-03"):
        list(
            sum_by_day([transfer(1, "invoice_tax", 1, days=1), transfer(2, "invoice_tax", 1)], ZONE)
        )


@given(some_transfers())
def test_totals_hold_all_money_and_every_transfer(transfers: list[TransferFacts]) -> None:
    totals = list(sum_by_day(transfers, ZONE))
    single, summed = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
    for one in transfers:
        day = local_date(one.at, ZONE)
        single[day, one.kind, one.debit, one.credit, one.currency] += one.amount_minor
    for each in totals:
        summed[each.on, each.kind, each.debit, each.credit, each.currency] += each.amount_minor
    assert single == summed
    assert len(totals) == len(summed)
    assert sum(each.count for each in totals) == len(transfers)
