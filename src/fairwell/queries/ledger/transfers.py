"""Transfers as the rules read them: in order of time, one by one or by day, never all at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, Value, When

from fairwell.domain.ledger import DayTotal, StatementLine, TransferFacts, account_statement
from fairwell.domain.ledger.accounts import ACCOUNTS
from fairwell.models import Transfer
from fairwell.queries.ledger.local_day import local_day

# What a transfer is about, by the reference that people know.
_SUBJECTS = {
    "invoice": "invoice__number",
    "attempt": "attempt__idempotency_key",
    "payment": "payment__gateway_ref",
    "refund": "refund__reference",
    "allocation": "allocation_id",
    "credit_note": "credit_note__number",
    "dispute": "dispute__reference",
}
_COLUMNS = ("pk", "at", "kind", "debit", "credit", "currency", "amount_minor")
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Instants from `since` to before `until`; None is from the beginning, or to the end."""

    since: datetime | None = None
    until: datetime | None = None

    def q(self) -> Q:
        """The condition that a transfer is within it."""
        within = Q()
        if self.since is not None:
            within &= Q(at__gte=self.since)
        return within if self.until is None else within & Q(at__lt=self.until)


ALL = Span()


def transfers(span: Span = ALL) -> Iterator[TransferFacts]:
    """All transfers of a span in order of time, streamed."""
    return _facts(Transfer.objects.filter(span.q()))


def day_totals(zone: ZoneInfo, span: Span = ALL, currency: str = "") -> Iterator[DayTotal]:
    """Totals by day of the vendor's, kind and accounts, in that order; summed by the database."""
    table = Transfer._meta.db_table
    within = "currency = %(currency)s" if currency else "1 = 1"
    if span.since is not None:
        within += " AND at >= %(since)s"
    if span.until is not None:
        within += " AND at < %(until)s"
    adapt = connection.ops.adapt_datetimefield_value
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT {local_day('at', zone)} AS on_day, kind, currency, debit, credit,"  # noqa: S608
            f" SUM(amount_minor), COUNT(*) FROM {table} WHERE {within}"
            " GROUP BY on_day, kind, currency, debit, credit"
            " ORDER BY on_day, kind, currency, debit, credit",
            {
                "currency": currency,
                "since": adapt(span.since) if span.since else None,
                "until": adapt(span.until) if span.until else None,
            },
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            for on, kind, of, debit, credit, amount, count in rows:
                yield DayTotal(
                    on=on if isinstance(on, date) else date.fromisoformat(on),
                    kind=kind,
                    debit=debit,
                    credit=credit,
                    currency=of,
                    amount_minor=int(amount),
                    count=count,
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """A page of an account's statement: its lines, the balance before, and how many in all."""

    lines: tuple[StatementLine, ...]
    opening_minor: int
    closing_minor: int
    count: int


def statement_page(
    account: str, currency: str, span: Span, *, offset: int = 0, size: int = 100
) -> StatementPage:
    """Lines `offset` to `offset + size` of an account's transfers in a span, oldest first.

    Balances are on the account's normal side. KeyError for an account that the chart lacks.
    """
    # The opening balance reads all that came before, so that no index would spare the pass: what
    # can be asked in the same pass is.
    so_far = _of(account, currency)
    if span.until is not None:
        so_far = so_far.filter(at__lt=span.until)
    signed = _signed(account)
    told = so_far.aggregate(
        count=Count("pk", filter=span.q()),
        opening=Sum(signed, filter=Q(at__lt=span.since)) if span.since else Value(0),
    )
    opening = ACCOUNTS[account].on_normal_side(int(told["opening"] or 0))
    rows = so_far.filter(span.q()).order_by("at", "pk")
    if offset:
        skipped = rows.annotate(signed=signed)[:offset].aggregate(total=Sum("signed"))["total"]
        opening += ACCOUNTS[account].on_normal_side(int(skipped or 0))
    lines = tuple(
        account_statement(
            account, currency, _facts(rows[offset : offset + size]), opening_minor=opening
        )
    )
    return StatementPage(
        lines=lines,
        opening_minor=opening,
        closing_minor=lines[-1].balance_minor if lines else opening,
        count=told["count"],
    )


def statement(account: str, currency: str, span: Span) -> Iterator[StatementLine]:
    """All lines of an account's statement in a span, streamed."""
    opening = balance_before(account, currency, span.since) if span.since else 0
    rows = _of(account, currency).filter(span.q())
    return account_statement(account, currency, _facts(rows), opening_minor=opening)


def balance_before(account: str, currency: str, at: datetime) -> int:
    """The balance before an instant, on the account's normal side, in minor units."""
    return _balance(account, _of(account, currency).filter(at__lt=at))


def first_transfer_at() -> datetime | None:
    """When the oldest transfer was made; None on empty books."""
    first: datetime | None = Transfer.objects.aggregate(first=Min("at"))["first"]
    return first


def _of(account: str, currency: str) -> "QuerySet[Transfer]":
    return Transfer.objects.filter(Q(debit=account) | Q(credit=account), currency=currency)


def _balance(account: str, rows: "QuerySet[Transfer]") -> int:
    total = rows.order_by().aggregate(total=Sum(_signed(account)))["total"] or 0
    return ACCOUNTS[account].on_normal_side(int(total))


def _signed(account: str) -> Case:
    """An amount, below zero where it is credited to the account."""
    return Case(When(debit=account, then=F("amount_minor")), default=-F("amount_minor"))


def _facts(rows: "QuerySet[Transfer]") -> Iterator[TransferFacts]:
    if not rows.query.is_sliced:
        rows = rows.order_by("at", "pk")
    subjects = tuple(_SUBJECTS)
    for row in rows.values_list(*_COLUMNS, *_SUBJECTS.values()).iterator(chunk_size=_AT_ONCE):
        pk, at, kind, debit, credit, currency, amount, *about = row
        yield TransferFacts(
            transfer_id=pk,
            at=at,
            kind=kind,
            debit=debit,
            credit=credit,
            currency=currency,
            amount_minor=amount,
            subjects={
                name: str(reference)
                for name, reference in zip(subjects, about, strict=True)
                if reference is not None
            },
        )
