"""The ledger's answers as tables for a terminal, and as plain values for machines."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from fairwell.domain.ledger import ACCOUNTS, MonthClose, RollForward, StatementLine, TrialBalance
from fairwell.domain.money import to_major
from fairwell.domain.term import local_date


def balance_table(balance: TrialBalance, currency: str) -> Table:
    """One currency's accounts: debits, credits, and the balance on the account's own side."""
    table = _table(f"Trial balance, {currency}", "Account", "Debits", "Credits", "Balance")
    for each in balance.balances:
        if each.currency == currency:
            table.add_row(
                ACCOUNTS[each.account].names["en"],
                to_major(each.debit_minor, currency),
                to_major(each.credit_minor, currency),
                to_major(each.normal_minor, currency),
            )
    both = to_major(balance.turnover_minor(currency), currency)
    table.add_section()
    table.add_row("Total", both, both, "")
    return table


def balance_json(balance: TrialBalance) -> list[dict[str, Any]]:
    """The same as values, minor units."""
    return [
        {
            "account": each.account,
            "currency": each.currency,
            "debit_minor": each.debit_minor,
            "credit_minor": each.credit_minor,
            "balance_minor": each.normal_minor,
        }
        for each in balance.balances
    ]


def statement_row(line: StatementLine, zone: ZoneInfo) -> str:
    """A line of an account's statement, as it is streamed."""
    moved, currency = line.transfer, line.transfer.currency
    amount = to_major(line.debit_minor or -line.credit_minor, currency)
    about = " ".join(moved.subjects.values())
    return (
        f"{local_date(moved.at, zone)} {moved.kind:<20} {line.counter_account:<20} "
        f"{amount:>16} {to_major(line.balance_minor, currency):>16}  {about}"
    )


def close_tables(report: MonthClose) -> Iterable[Table]:
    """The month's accounts, how deferred revenue and receivables moved, taxes and checks."""
    currency = report.currency
    named = f"{report.month:%Y-%m}, {currency}"
    accounts = _table(f"Accounts of {named}", "Account", "Opening", "Movement", "Closing")
    for each in report.accounts:
        accounts.add_row(
            ACCOUNTS[each.account].names["en"],
            to_major(each.opening_minor, currency),
            to_major(each.closing_minor - each.opening_minor, currency),
            to_major(each.closing_minor, currency),
        )
    yield accounts
    for roll in (report.deferred_revenue, report.receivables):
        yield _roll_table(roll, currency)
    taxes = _table("Taxes", "Tax", "Rate", "Taxable", "Tax", "Credited", "Due")
    for tax in report.taxes:
        taxes.add_row(
            f"{tax.jurisdiction} {tax.name} {tax.category}",
            f"{tax.rate_ppm / 10_000:g} %",
            to_major(tax.taxable_minor, currency),
            to_major(tax.tax_minor, currency),
            to_major(tax.credited_tax_minor, currency),
            to_major(tax.due_minor, currency),
        )
    yield taxes
    checks = _table("Checks", "Must be zero", "Is")
    for check in report.checks:
        style = "bold red" if check.difference_minor else None
        checks.add_row(check.name, str(check.difference_minor), style=style)
    yield checks


def close_json(report: MonthClose) -> dict[str, Any]:
    """The same as values, minor units; open items too."""
    return {
        "month": f"{report.month:%Y-%m}",
        "currency": report.currency,
        "accounts": [_roll_json(each) for each in report.accounts],
        "deferred_revenue": _roll_json(report.deferred_revenue),
        "receivables": _roll_json(report.receivables),
        "taxes": [
            {
                "jurisdiction": tax.jurisdiction,
                "name": tax.name,
                "category": tax.category,
                "rate_ppm": tax.rate_ppm,
                "taxable_minor": tax.taxable_minor,
                "tax_minor": tax.tax_minor,
                "credited_taxable_minor": tax.credited_taxable_minor,
                "credited_tax_minor": tax.credited_tax_minor,
                "due_minor": tax.due_minor,
            }
            for tax in report.taxes
        ],
        "open_items": [
            {
                "account": item.account,
                "reference": item.reference,
                "since": item.since.isoformat(),
                "amount_minor": item.amount_minor,
            }
            for item in report.open_items
        ],
        "checks": {check.name: check.difference_minor for check in report.checks},
    }


def _roll_table(roll: RollForward, currency: str) -> Table:
    table = _table(ACCOUNTS[roll.account].names["en"], "", "Amount")
    table.add_row("opening", to_major(roll.opening_minor, currency))
    for word, amount in roll.steps:
        table.add_row(word.replace("_", " "), to_major(amount, currency))
    table.add_section()
    table.add_row("closing", to_major(roll.closing_minor, currency))
    return table


def _roll_json(roll: RollForward) -> dict[str, Any]:
    return {
        "account": roll.account,
        "opening_minor": roll.opening_minor,
        "steps": dict(roll.steps),
        "closing_minor": roll.closing_minor,
    }


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
