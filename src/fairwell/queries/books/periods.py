"""Periods: each is billed once, and each begins where the one before it ends."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from fairwell.models import Invoice, SubscriptionEvent
from fairwell.queries.books.result import Check, Result, Violation, result

# After one of these the next period may begin elsewhere than where the one before ended.
MOVES_ON = (
    "periods_skipped", "paused", "resumed", "plan_changed", "cancellation_undone",
    "renewal_turned_on",
)  # fmt: skip
_AT_ONCE = 2_000


def periods_follow_each_other(at: datetime) -> Result:
    """Per subscription: one live invoice for each period number, and no gap or overlap between.

    A gap is excused by an event in between that explains it, and wherever an order was numbered
    elsewhere: what was imported need not be complete.
    """
    return result(Invoice.objects.count(), _wrong())


def _wrong() -> Iterator[Violation]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(_NEIGHBOURS)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from (_told(*row) for row in rows)


def _told(owner: int, number: str, no: int, before: int, overlaps: Any) -> Violation:
    if no == before:
        return Violation(f"subscription {owner}", f"more than one invoice for period {no}")
    how = "begins before" if overlaps else "does not begin where"
    return Violation(f"invoice {number}", f"period {no} {how} period {before} ends")


# The window reads each subscription's live invoices in order; only the odd ones are looked at more.
_NEIGHBOURS = f"""
    SELECT subscription_id, number, period_no, no_before, period_start < end_before
    FROM (
        SELECT subscription_id, number, period_no, period_start, issued_at, series,
            LAG(period_no) OVER neighbours AS no_before,
            LAG(period_end) OVER neighbours AS end_before,
            LAG(issued_at) OVER neighbours AS issued_before,
            LAG(series) OVER neighbours AS series_before
        FROM {Invoice._meta.db_table}
        WHERE kind = 'period' AND state NOT IN ('voided', 'draft')
            AND subscription_id IS NOT NULL AND period_no IS NOT NULL
        WINDOW neighbours AS (PARTITION BY subscription_id ORDER BY period_no, id)
    ) invoice
    WHERE no_before = period_no OR (
        (period_start < end_before
            OR (period_start > end_before AND series <> '' AND series_before <> ''))
        AND NOT EXISTS (
            SELECT 1 FROM {SubscriptionEvent._meta.db_table} event
            WHERE event.subscription_id = invoice.subscription_id
                AND event.kind IN {MOVES_ON}
                AND event.at >= invoice.issued_before AND event.at <= invoice.issued_at
        )
    )
"""  # noqa: S608 - our own names

PERIOD_CHECKS = (
    Check(
        "3 periods",
        "One live invoice for each period, each where the one before ends.",
        periods_follow_each_other,
    ),
)
