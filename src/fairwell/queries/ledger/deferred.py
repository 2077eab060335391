"""What invoice lines have still to earn, and what the ledger says of it: one proves the other."""

# Queries are put together of our own names and of numbers and days; nothing of a visitor's.
# ruff: noqa: S608

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from fairwell.domain.ledger.sql import DeferralColumns, paused_days_sql, recognised_sql
from fairwell.domain.term import start_of_day
from fairwell.models import CreditNote, Invoice, InvoiceLine, LinePause, Transfer
from fairwell.queries.ledger.local_day import day_literal, dialect, local_day

_LINE, _INVOICE = InvoiceLine._meta.db_table, Invoice._meta.db_table
_TRANSFER, _NOTE = Transfer._meta.db_table, CreditNote._meta.db_table
_PAUSE = LinePause._meta.db_table
_COLUMNS = DeferralColumns(paused_days="paused_days")


def deferred_of_lines(through: date, zone: ZoneInfo) -> dict[str, int]:
    """Minor units by currency that lines had still to earn at the end of the day `through`.

    Of invoices issued by then; what credit notes took out later still counts.
    """
    rows = f"{_of_lines(through, zone)} UNION ALL {_taken_later()}"
    return _sums(rows, _after(through, zone))


def unbooked_revenue(through: date, zone: ZoneInfo) -> dict[str, int]:
    """By currency, what was earned by the end of `through` and is not on the books as revenue yet.

    It is what the ledger holds as deferred beyond what lines have still to earn; so lines that
    have earned all they can need not be looked at. One statement, so that nothing moves between.
    """
    both = (
        f"{_on_ledger()} UNION ALL SELECT currency, -amount FROM ({_of_lines(through, zone)}) lines"
        f" UNION ALL SELECT currency, -amount FROM ({_taken_later()}) later"
    )
    return _sums(both, _after(through, zone))


def ledger_deferred(through: date | None = None, zone: ZoneInfo | None = None) -> dict[str, int]:
    """What the account of deferred revenue holds by currency, at the end of `through` or in all."""
    if through is None or zone is None:
        return _sums(_on_ledger(""))
    return _sums(_on_ledger(), _after(through, zone))


def deferred_before_any_day() -> dict[str, int]:
    """By currency, what lines would have to earn if not a day of them were over."""
    return _sums(
        f"SELECT i.currency, l.net_minor - l.deferred_out_minor AS amount FROM {_LINE} l"
        f" JOIN {_INVOICE} i ON i.id = l.invoice_id WHERE i.state <> 'draft'"
    )


def earned_but_written_later(through: date, zone: ZoneInfo, after_transfer: int) -> dict[str, int]:
    """By currency, what lines had earned by `through` whose invoices were written down only later.

    Such as an import of old orders: the next day that is booked catches up with them.
    """
    return _sums(_written_later(through, zone, after_transfer), _after(through, zone))


def _after(through: date, zone: ZoneInfo) -> datetime:
    return start_of_day(through + timedelta(days=1), zone)


def _days(zone: ZoneInfo) -> str:
    """A line's days in the vendor's zone; one without a time of service is earned when issued."""
    start = local_day("COALESCE(l.service_start, i.issued_at)", zone)
    end = local_day("COALESCE(l.service_end, i.issued_at)", zone)
    return (
        f"i.currency, l.net_minor, l.deferred_out_minor AS released_minor, l.cut_on,"
        f" {start} AS starts_on, {end} AS ends_on, COALESCE(p.days, 0) AS paused_days"
    )


def _paused(through: date) -> str:
    """Joins how many days each line stood still by `through`; few lines ever do."""
    days = paused_days_sql(
        dialect(), through=day_literal(through), starts_on="starts_on", ends_on="ends_on"
    )
    return (
        f"LEFT JOIN (SELECT line_id, SUM({days}) AS days FROM {_PAUSE} GROUP BY line_id) p"
        f" ON p.line_id = l.id"
    )


def _of_lines(through: date, zone: ZoneInfo) -> str:
    """Rows of (currency, amount) of lines that can still move after `through`.

    A pause moves what a line earns beyond the time that it was billed for.
    """
    earned = recognised_sql(dialect(), through=day_literal(through), columns=_COLUMNS)
    # MATERIALIZED: each day is used a dozen times, and would be worked out as often.
    return (
        f"SELECT currency, net_minor - released_minor - ({earned}) AS amount FROM ("
        f" WITH line AS MATERIALIZED (SELECT {_days(zone)} FROM {_LINE} l"
        f" JOIN {_INVOICE} i ON i.id = l.invoice_id {_paused(through)}"
        f" WHERE (l.service_end >= %(after)s OR l.id IN (SELECT line_id FROM {_PAUSE}))"
        f" AND i.issued_at < %(after)s AND i.state <> 'draft'"
        f" AND l.net_minor > l.deferred_out_minor) SELECT * FROM line) dated"
    )


def _taken_later() -> str:
    """Rows of (currency, amount) that credit notes took of what was deferred, after `through`."""
    return (
        f"SELECT t.currency, t.amount_minor AS amount FROM {_TRANSFER} t"
        f" JOIN {_NOTE} n ON n.id = t.credit_note_id JOIN {_INVOICE} i ON i.id = n.invoice_id"
        f" WHERE t.kind = 'credit_deferred' AND t.at >= %(after)s AND i.issued_at < %(after)s"
    )


def _on_ledger(when: str = " AND at < %(after)s") -> str:
    """Rows of (currency, amount) that the account of deferred revenue gained by `through`."""
    return (
        f"SELECT currency, CASE WHEN credit = 'deferred_revenue' THEN amount_minor"
        f" ELSE -amount_minor END AS amount FROM {_TRANSFER}"
        f" WHERE (credit = 'deferred_revenue' OR debit = 'deferred_revenue'){when}"
    )


def _written_later(through: date, zone: ZoneInfo, after_transfer: int) -> str:
    earned = recognised_sql(dialect(), through=day_literal(through), columns=_COLUMNS)
    return (
        f"SELECT currency, {earned} AS amount FROM ("
        f" WITH line AS MATERIALIZED (SELECT {_days(zone)} FROM {_TRANSFER} t"
        f" JOIN {_INVOICE} i ON i.id = t.invoice_id JOIN {_LINE} l ON l.invoice_id = i.id"
        f" {_paused(through)}"
        f" WHERE t.id > {int(after_transfer)} AND t.kind = 'invoice_issued'"
        f" AND i.issued_at < %(after)s) SELECT * FROM line) dated"
    )


def _sums(rows: str, after: datetime | None = None) -> dict[str, int]:
    """The sums above or below zero by currency of rows of (currency, amount)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT currency, SUM(amount) FROM ({rows}) a GROUP BY currency ORDER BY currency",
            {"after": connection.ops.adapt_datetimefield_value(after)} if after else None,
        )
        return {currency: int(total) for currency, total in cursor.fetchall() if total}
