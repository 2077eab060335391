"""`fairwell ledger`: balances, an account's statement, a month's close, and exports that stream."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from fairwell.domain.ledger import (
    ACCOUNTS,
    Book,
    day_totals_as_beancount,
    day_totals_as_csv,
    transfers_as_beancount,
    transfers_as_csv,
)
from fairwell.domain.term import local_date, start_of_day
from fairwell.management.ledger_tables import (
    balance_json,
    balance_table,
    close_json,
    close_tables,
    statement_row,
)
from fairwell.models import Vendor
from fairwell.queries.books.snapshot import snapshot
from fairwell.queries.ledger.balances import currencies, trial_balance_at
from fairwell.queries.ledger.month import month_close
from fairwell.queries.ledger.transfers import (
    Span,
    day_totals,
    first_transfer_at,
    statement,
    transfers,
)


class Command(BaseCommand):
    """Reads only, each time as of one moment; days are the vendor's."""

    help = "Show the ledger's balances, statements and a month's close, or export it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to show."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        balance = verbs.add_parser("balance", help="what stands on each account")
        balance.add_argument("--on", type=_day, metavar="DAY", help="at the end of that day")
        account = verbs.add_parser("account", help="an account's transfers, one by one")
        account.add_argument("account", choices=sorted(ACCOUNTS), metavar="NAME")
        close = verbs.add_parser("close", help="a month's report and its checks")
        close.add_argument("month", type=_month, metavar="YYYY-MM")
        export = verbs.add_parser("export", help="all transfers, or their sums by day")
        export.add_argument("form", choices=("beancount", "csv"))
        export.add_argument("--by-day", action="store_true", help="sums by day and kind")
        for verb in (account, close):
            verb.add_argument("--currency", help="only this one")
        for verb in (account, export):
            verb.add_argument("--since", type=_day, metavar="DAY", help="from this day on")
            verb.add_argument("--until", type=_day, metavar="DAY", help="to this day, included")
        for verb in (balance, close):
            verb.add_argument("--json", action="store_true", help="values in minor units")

    def handle(self, **options: Any) -> None:
        """Answer out of one view of the books."""
        self.vendor = Vendor.objects.filter(pk=1).first()
        if self.vendor is None:
            raise CommandError("No vendor is set up. Run `fairwell vendor FILE` first.")
        self.console = Console(file=cast("IO[str]", self.stdout), soft_wrap=True, highlight=False)
        with snapshot():
            getattr(self, f"_{options['verb']}")(options)

    def _balance(self, options: dict[str, Any]) -> None:
        on: date | None = options["on"]
        found = trial_balance_at(self._after(on))
        if options["json"]:
            self.stdout.write(json.dumps(balance_json(found), indent=1))
            return
        for currency in found.currencies:
            self.console.print(balance_table(found, currency))
        if not found.currencies:
            self.stdout.write("The ledger is empty.")

    def _account(self, options: dict[str, Any]) -> None:
        assert self.vendor is not None, "handle refuses without"
        for currency in self._currencies(options):
            lines = statement(options["account"], currency, self._span(options))
            self.stdout.write(f"{ACCOUNTS[options['account']].names['en']}, {currency}")
            for line in lines:
                self.stdout.write(statement_row(line, self.vendor.zone))

    def _close(self, options: dict[str, Any]) -> None:
        assert self.vendor is not None, "handle refuses without"
        reports = [
            month_close(options["month"], currency, self.vendor.zone)
            for currency in self._currencies(options)
        ]
        if options["json"]:
            self.stdout.write(json.dumps([close_json(each) for each in reports], indent=1))
        else:
            for report in reports:
                for table in close_tables(report):
                    self.console.print(table)
        wrong = sum(len(report.failures) for report in reports)
        if wrong:
            raise CommandError(f"The month does not close: {wrong} checks differ.", returncode=1)

    def _export(self, options: dict[str, Any]) -> None:
        for chunk in self._exported(options):
            self.stdout.write(chunk, ending="")

    def _exported(self, options: dict[str, Any]) -> Iterator[str]:
        assert self.vendor is not None, "handle refuses without"
        span, zone = self._span(options), self.vendor.zone
        if options["form"] == "csv" and options["by_day"]:
            return day_totals_as_csv(day_totals(zone, span))
        if options["form"] == "csv":
            return transfers_as_csv(transfers(span), zone)
        first = first_transfer_at()
        if first is None:
            raise CommandError("The ledger is empty.")
        book = Book(
            title=self.vendor.legal_name,
            opened_on=local_date(first, zone),
            currencies=currencies(),
            language="de" if self.vendor.default_language == "de" else "en",
        )
        if options["by_day"]:
            return day_totals_as_beancount(day_totals(zone, span), book)
        return transfers_as_beancount(transfers(span), book, zone)

    def _currencies(self, options: dict[str, Any]) -> tuple[str, ...]:
        held = currencies()
        if options["currency"] is None:
            return held
        if options["currency"] not in held:
            raise CommandError(f"The ledger holds no {options['currency']}.")
        return (options["currency"],)

    def _span(self, options: dict[str, Any]) -> Span:
        assert self.vendor is not None, "handle refuses without"
        since: date | None = options["since"]
        return Span(
            since=start_of_day(since, self.vendor.zone) if since else None,
            until=self._after(options["until"]),
        )

    def _after(self, day: date | None) -> datetime | None:
        """The instant at which a day is over."""
        assert self.vendor is not None, "handle refuses without"
        return start_of_day(day + timedelta(days=1), self.vendor.zone) if day else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"{text} is no day; write it as 2026-11-21.") from wrong


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise ArgumentTypeError(f"{text} is no month; write it as 2026-11.") from wrong
