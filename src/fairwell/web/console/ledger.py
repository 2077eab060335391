"""The ledger's pages: what stands on each account, how it got there, and a month's close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_percent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from fairwell.domain.ledger import ACCOUNTS, AccountBalance, StatementLine
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import Vendor
from fairwell.queries.billing_switch import billing_is_on
from fairwell.queries.ledger.attempt_subjects import attempt_subjects
from fairwell.queries.ledger.balances import holds, trial_balance_at
from fairwell.queries.ledger.month import month_close
from fairwell.queries.ledger.transfers import Span, statement_page
from fairwell.web.console.door import READ, staff_page
from fairwell.web.console.ledger_words import KINDS, STEPS, check_words

PAGE = 100
MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Balance:
    """An account in one currency, by its name in the reader's language."""

    name: str
    held: AccountBalance


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement in words."""

    what: str
    counter: str
    about: str
    moved: StatementLine

    @property
    def signed_minor(self) -> int:
        """The amount, below zero where it is on the account's other side."""
        chart = ACCOUNTS[_own(self.moved)]
        return chart.on_normal_side(self.moved.debit_minor - self.moved.credit_minor)


@staff_page(*READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """The trial balance of all transfers, and the months that can be looked at."""
    zone = _vendor().zone
    found = trial_balance_at()
    sheets = [
        {
            "currency": currency,
            "balances": [
                Balance(_name(each.account), each)
                for each in found.balances
                if each.currency == currency
            ],
            "turnover_minor": found.turnover_minor(currency),
        }
        for currency in found.currencies
    ]
    this = _today(request, zone).replace(day=1)
    return render(
        request,
        "console/ledger.html",
        {
            "sheets": sheets,
            "month": this,
            "months": _months_to(this),
            "billing_is_on": billing_is_on(),
        },
    )


@staff_page(*READ)
def account(request: HttpRequest, name: str, currency: str) -> HttpResponse:
    """One account's transfers of a month in one currency, a hundred on each page."""
    zone = _vendor().zone
    if name not in ACCOUNTS or not holds(currency):
        raise Http404
    month = _month(request.GET.get("month"), _today(request, zone))
    number = _number(request.GET.get("page"))
    span = Span(since=start_of_day(month, zone), until=start_of_day(_next(month), zone))
    page = statement_page(name, currency, span, offset=(number - 1) * PAGE, size=PAGE)
    if number > 1 and not page.lines:
        raise Http404
    return render(
        request,
        "console/account.html",
        {
            "name": name,
            "title": _name(name),
            "currency": currency,
            "page": page,
            "lines": _lines(page.lines),
            "number": number,
            "pages": max(1, -(-page.count // PAGE)),
            "month": month,
            "months": _months_to(_today(request, zone).replace(day=1)),
            "zone": zone,
        },
    )


@staff_page(*READ)
def close(request: HttpRequest, month: str, currency: str) -> HttpResponse:
    """A month's report with its checks."""
    zone = _vendor().zone
    if not holds(currency):
        raise Http404
    report = month_close(_month(month, None), currency, zone)
    return render(
        request,
        "console/close.html",
        {
            "report": report,
            "currency": currency,
            "accounts": [(_name(roll.account), roll) for roll in report.accounts],
            "rolls": [
                (_name(roll.account), roll, [(STEPS[word], by) for word, by in roll.steps])
                for roll in (report.deferred_revenue, report.receivables)
            ],
            "taxes": [(_rate(tax.rate_ppm), tax) for tax in report.taxes],
            "open_items": [(_name(item.account), item) for item in report.open_items[:PAGE]],
            "open_count": len(report.open_items),
            "checks": [(check_words(each.name, _name), each) for each in report.checks],
        },
    )


def _vendor() -> Vendor:
    vendor = Vendor.objects.filter(pk=1).first()
    if vendor is None:
        raise Http404
    return vendor


def _name(key: str) -> str:
    names = ACCOUNTS[key].names
    return names.get((get_language() or "en")[:2], names["en"])


def _rate(ppm: int) -> str:
    share = Decimal(ppm) / 1_000_000
    return format_percent(share, format="#,##0.###%", locale=get_language() or "en")


def _own(line: StatementLine) -> str:
    moved = line.transfer
    return moved.debit if line.counter_account == moved.credit else moved.credit


def _lines(moved: Sequence[StatementLine]) -> list[Line]:
    """In words: an attempt's own key says nothing to people, its order's number does."""
    subjects = [line.transfer.subjects for line in moved]
    known = attempt_subjects(told["attempt"] for told in subjects if "attempt" in told)
    return [
        Line(
            what=str(KINDS.get(line.transfer.kind, line.transfer.kind)),
            counter=_name(line.counter_account),
            about=", ".join(dict.fromkeys(known.get(one, one) for one in told.values())),
            moved=line,
        )
        for line, told in zip(moved, subjects, strict=True)
    ]


def _today(request: HttpRequest, zone: ZoneInfo) -> date:
    at: datetime = request.at  # type: ignore[attr-defined]
    return local_date(at, zone)


def _month(text: str | None, today: date | None) -> date:
    """The first day of the month that was asked for, else of today's; 404 for no month."""
    if not text and today is not None:
        return today.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as wrong:
        raise Http404 from wrong


def _number(text: str | None) -> int:
    if text is None:
        return 1
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) == int(text):
        raise Http404
    return int(text)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _months_to(this: date) -> list[date]:
    """This month and the twelve before it, the latest first."""
    months = [this]
    while len(months) <= MONTHS_BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
