"""November closes when every part proves the other, and says by how much when one does not."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from fairwell.domain.ledger.accounts import ACCOUNTS
from fairwell.domain.ledger.month_close import (
    CloseFacts,
    MonthClose,
    OpenItem,
    RollForward,
    TaxTotal,
    close_month,
)
from fairwell.domain.ledger.transfer import DayTotal, TransferFacts, sum_by_day
from tests.domain.ledger.books import NOVEMBER, ZONE, some_transfers

GERMAN = TaxTotal(
    jurisdiction="DE",
    rate_ppm=190_000,
    category="S",
    name="USt",
    taxable_minor=11_000,
    tax_minor=2_090,
)
GIVEN_BACK = replace(
    GERMAN,
    taxable_minor=0,
    tax_minor=0,
    credited_taxable_minor=10_201,
    credited_tax_minor=1_938,
)
# October left 3.00 deferred of a subscription whose tax had been paid on.
OCTOBER = {"cash": 300, "deferred_revenue": -300}


def after(opening: dict[str, int], transfers: Iterable[TransferFacts | DayTotal]) -> dict[str, int]:
    """Debits − credits by account once the transfers are booked."""
    found = dict(opening)
    for each in transfers:
        found[each.debit] = found.get(each.debit, 0) + each.amount_minor
        found[each.credit] = found.get(each.credit, 0) - each.amount_minor
    return found


def november() -> CloseFacts:
    return CloseFacts(
        month=date(2026, 11, 1),
        currency="EUR",
        opening=OCTOBER,
        movements=tuple(sum_by_day(NOVEMBER, ZONE)),
        closing=after(OCTOBER, NOVEMBER),
        deferred_of_lines_minor=825,
        taxes=(GERMAN, GIVEN_BACK),
    )


def failures(facts: CloseFacts) -> dict[str, int]:
    return {check.name: check.difference_minor for check in close_month(facts).failures}


def roll(report: MonthClose, account: str) -> RollForward:
    (found,) = (each for each in report.accounts if each.account == account)
    return found


def test_november_closes_and_tells_how_balances_came_about() -> None:
    report = close_month(november())
    assert report.failures == ()
    assert [each.account for each in report.accounts] == list(ACCOUNTS)
    assert report.deferred_revenue == RollForward(
        account="deferred_revenue",
        opening_minor=300,
        steps=(("billed", 11_000), ("recognised", -274), ("credited", -10_201)),
        closing_minor=825,
    )
    assert report.receivables == RollForward(
        account="receivables",
        opening_minor=0,
        steps=(
            ("billed", 13_090),
            ("paid_by_credit", 0),
            ("charged", -13_090),
            ("returned", 1_190),
            ("credited", -565),
            ("written_off", -625),
            ("overpaid", 0),
            ("restated", 0),
        ),
        closing_minor=0,
    )
    assert roll(report, "cash").steps == (("payment_captured", 11_900), ("refund_settled", -11_574))


def test_tax_is_summed_by_where_and_at_which_rate() -> None:
    reduced = replace(GERMAN, rate_ppm=70_000, taxable_minor=100, tax_minor=7)
    austrian = replace(GERMAN, jurisdiction="AT", rate_ppm=200_000, tax_minor=0, taxable_minor=0)
    facts = replace(november(), taxes=(GIVEN_BACK, reduced, GERMAN, austrian))
    taxes = close_month(facts).taxes
    assert [(each.jurisdiction, each.rate_ppm, each.due_minor) for each in taxes] == [
        ("AT", 200_000, 0),
        ("DE", 70_000, 7),
        ("DE", 190_000, 152),
    ]
    assert (taxes[2].taxable_minor, taxes[2].credited_taxable_minor) == (11_000, 10_201)
    assert failures(facts) == {"tax": -7}


def test_open_items_must_make_up_their_balance() -> None:
    unpaid = NOVEMBER[:3] + NOVEMBER[4:6]
    invoice = OpenItem(
        account="receivables", reference="Q-2", since=date(2026, 11, 3), amount_minor=1_190
    )
    charge = OpenItem(
        account="charges_clearing", reference="A-1", since=date(2026, 11, 2), amount_minor=11_900
    )
    facts = CloseFacts(
        month=date(2026, 11, 1),
        currency="EUR",
        opening={},
        movements=tuple(sum_by_day(unpaid, ZONE)),
        closing=after({}, unpaid),
        deferred_of_lines_minor=11_000,
        taxes=(GERMAN,),
        open_items=(invoice, charge),
    )
    assert failures(facts) == {}
    assert close_month(facts).open_items == (charge, invoice)
    assert failures(replace(facts, open_items=(invoice,))) == {"open:charges_clearing": 11_900}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"deferred_of_lines_minor": 800}, {"lines:deferred_revenue": 25}),
        ({"taxes": (GERMAN,)}, {"tax": -1_938}),
        (
            {"opening": {"cash": 300, "deferred_revenue": -290}},
            {
                "trial:opening": 10,
                "account:deferred_revenue": -10,
                "roll:deferred_revenue": -10,
            },
        ),
    ],
)
def test_what_does_not_add_up_is_named_with_its_amount(
    change: dict[str, object], told: dict[str, int]
) -> None:
    assert failures(replace(november(), **change)) == told


def test_a_movement_nobody_counted_shows_up_in_its_accounts() -> None:
    facts = november()
    lost = next(each for each in facts.movements if each.kind == "revenue_recognised")
    kept = tuple(each for each in facts.movements if each is not lost)
    assert failures(replace(facts, movements=kept)) == {
        "account:deferred_revenue": 274,
        "account:revenue": -274,
        "roll:deferred_revenue": 274,
    }


def test_a_kind_that_runs_between_the_wrong_accounts_shows_up() -> None:
    facts = november()
    wrong = replace(facts.movements[0], kind="written_off")
    told = failures(replace(facts, movements=(wrong, *facts.movements[1:])))
    assert told["movements"] == 1


@given(some_transfers())
def test_any_month_rolls_forward_whatever_moved(transfers: list[TransferFacts]) -> None:
    totals = tuple(
        each
        for each in sum_by_day(transfers, ZONE)
        if (each.on.month, each.currency) == (11, "EUR")
    )
    report = close_month(
        CloseFacts(
            month=date(2026, 11, 1),
            currency="EUR",
            opening=OCTOBER,
            movements=totals,
            closing=after(OCTOBER, totals),
            deferred_of_lines_minor=-after(OCTOBER, totals)["deferred_revenue"],
        )
    )
    # Wild months have no list of taxes and of open items.
    assert {each.name.split(":")[0] for each in report.failures} <= {"tax", "open"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"month": date(2026, 11, 2)}, "named by its first day, not by 2026-11-02"),
        ({"month": date(2026, 12, 1)}, "of 2026-11-02 in EUR is not of 2026-12 in EUR"),
        ({"currency": "USD"}, "in EUR is not of 2026-11 in USD"),
        ({"opening": {"till": 1}}, "'till' is not in the chart"),
        (
            {
                "open_items": (
                    OpenItem(
                        account="cash", reference="P-1", since=date(2026, 11, 1), amount_minor=1
                    ),
                )
            },
            "P-1: cash has no open items",
        ),
    ],
)
def test_facts_of_something_else_are_a_mistake(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        replace(november(), **change)
