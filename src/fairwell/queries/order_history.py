"""Everything that a person was ever charged, a page at a time, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Prefetch, QuerySet

from fairwell.domain.order_state import OrderState
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import CreditNote, Invoice, InvoiceLine, Payment, Subscription, Vendor
from fairwell.queries import wording
from fairwell.queries.invoices import line_name, state_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in the list; `what` are the names on its lines, once each."""

    invoice: Invoice
    on: date
    what: tuple[str, ...]
    state: OrderState
    credit_notes: tuple[CreditNote, ...]

    @property
    def issued_elsewhere(self) -> bool:
        """Whether another system issued it, so that we have no document of it."""
        return not self.invoice.series


@dataclass(frozen=True, slots=True)
class Which:
    """Which orders are asked for: of one subscription, of one year; None is all."""

    subscription_id: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class OrderHistory:
    """One page of orders, newest first; `subscriptions` and `years` are what can be chosen.

    A subscription is its key, its name and the day of its contract.
    """

    rows: tuple[OrderRow, ...]
    page: int
    pages: int
    count: int
    subscriptions: tuple[tuple[int, str, date], ...]
    years: tuple[int, ...]
    zone: ZoneInfo


def order_history(user_id: int, which: Which, *, page: int = 1) -> OrderHistory:
    """The user's orders, 50 a page, a page out of range being the nearest; eight queries."""
    zone = Vendor.objects.get(pk=1).zone
    own = Invoice.objects.filter(customer__user_id=user_id).exclude(state="draft")
    wanted = _wanted(own, which, zone)
    count = wanted.count()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    first = (page - 1) * PAGE
    return OrderHistory(
        rows=_rows(wanted.order_by("-issued_at", "-pk")[first : first + PAGE], zone),
        page=page,
        pages=pages,
        count=count,
        subscriptions=_subscriptions(user_id, zone),
        years=_years(own, zone),
        zone=zone,
    )


def _years(own: QuerySet[Invoice], zone: ZoneInfo) -> tuple[int, ...]:
    """From the latest order's year to the first one's; both ends stand in an index."""
    ends = own.aggregate(first=Min("issued_at"), last=Max("issued_at"))
    if ends["first"] is None:
        return ()
    first, last = (local_date(ends[end], zone).year for end in ("first", "last"))
    return tuple(range(last, first - 1, -1))


def _wanted(own: QuerySet[Invoice], which: Which, zone: ZoneInfo) -> QuerySet[Invoice]:
    if which.subscription_id is not None:
        own = own.filter(subscription_id=which.subscription_id)
    if which.year is not None:
        begins, ends = (start_of_day(date(which.year + n, 1, 1), zone) for n in (0, 1))
        own = own.filter(issued_at__gte=begins, issued_at__lt=ends)
    return own


def _rows(page: QuerySet[Invoice], zone: ZoneInfo) -> tuple[OrderRow, ...]:
    lines = InvoiceLine.objects.select_related("price__plan__product").order_by("pk")
    notes = CreditNote.objects.order_by("issued_at", "pk")
    invoices = list(
        page.prefetch_related(Prefetch("lines", lines), Prefetch("credit_notes", notes))
    )
    paid: dict[int, list[Payment]] = defaultdict(list)
    for payment in Payment.objects.filter(invoice__in=invoices):
        paid[payment.invoice_id].append(payment)
    return tuple(
        OrderRow(
            invoice=invoice,
            on=local_date(invoice.issued_at, zone),
            what=_what(invoice.lines.all()),
            state=state_of(invoice, tuple(paid[invoice.pk])),
            credit_notes=tuple(invoice.credit_notes.all()),
        )
        for invoice in invoices
    )


def _what(lines: Iterable[InvoiceLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(line_name, lines))))


def _subscriptions(user_id: int, zone: ZoneInfo) -> tuple[tuple[int, str, date], ...]:
    """Those that something was charged for, by name, with the day of the contract; one query."""
    own = (
        Subscription.objects.filter(customer__user_id=user_id, invoices__isnull=False)
        .select_related("price__plan__product")
        .distinct()
    )
    named = [
        (
            one.pk,
            wording.plan_name(one.price.plan.product.name, one.price.plan.tier),
            local_date(one.concluded_at, zone),
        )
        for one in own
    ]
    return tuple(sorted(named, key=lambda told: (told[1].casefold(), told[2], told[0])))
