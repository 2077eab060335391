"""A month's close: its facts from the books, asked part by part so that one proves another."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from fairwell.domain.ledger import CloseFacts, MonthClose, TaxTotal, close_month
from fairwell.domain.term import start_of_day
from fairwell.models import CreditNote, InvoiceTax
from fairwell.queries.ledger.balances import signed_balances
from fairwell.queries.ledger.deferred import deferred_of_lines
from fairwell.queries.ledger.open_items import open_items
from fairwell.queries.ledger.transfers import Span, day_totals


def month_close(month: date, currency: str, zone: ZoneInfo) -> MonthClose:
    """The report of the month that `month` is the first day of, with its checks.

    Some fifteen passes over the ledger. Revenue must be booked up to its last day: until it is,
    the check of deferred revenue differs by what is not.
    """
    following = (month + timedelta(days=31)).replace(day=1)
    span = Span(since=start_of_day(month, zone), until=start_of_day(following, zone))
    assert span.since is not None, "a month has a beginning"
    assert span.until is not None, "a month has an end"
    last_day = following - timedelta(days=1)
    return close_month(
        CloseFacts(
            month=month,
            currency=currency,
            opening=signed_balances(currency, span.since),
            movements=tuple(day_totals(zone, span, currency)),
            closing=signed_balances(currency, span.until),
            deferred_of_lines_minor=deferred_of_lines(last_day, zone).get(currency, 0),
            taxes=(*_billed(span, currency), *_credited(span, currency)),
            open_items=tuple(open_items(currency, span.until, zone)),
        )
    )


def _billed(span: Span, currency: str) -> Iterator[TaxTotal]:
    rows = (
        InvoiceTax.objects.filter(
            invoice__issued_at__gte=span.since,
            invoice__issued_at__lt=span.until,
            invoice__currency=currency,
        )
        .exclude(invoice__state="draft")
        .order_by()
        .values_list("jurisdiction", "rate_ppm", "category", "name")
        .annotate(taxable=Sum("taxable_minor"), tax=Sum("tax_minor"))
    )
    for jurisdiction, rate, category, name, taxable, tax in rows:
        yield TaxTotal(
            jurisdiction=jurisdiction,
            rate_ppm=rate,
            category=category,
            name=name,
            taxable_minor=int(taxable),
            tax_minor=int(tax),
        )


def _credited(span: Span, currency: str) -> Iterator[TaxTotal]:
    """The taxes that each credit note lists, one by one; the close adds them up."""
    notes = CreditNote.objects.filter(
        issued_at__gte=span.since, issued_at__lt=span.until, currency=currency
    )
    for taxes in notes.order_by("pk").values_list("taxes", flat=True).iterator(chunk_size=2_000):
        for tax in taxes:
            yield TaxTotal(
                jurisdiction=tax["jurisdiction"],
                rate_ppm=tax["rate_ppm"],
                category=tax["category"],
                name=tax["name"],
                taxable_minor=0,
                tax_minor=0,
                credited_taxable_minor=tax["taxable_minor"],
                credited_tax_minor=tax["tax_minor"],
            )
