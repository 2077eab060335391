"""What was billed for the time that runs, and which pauses moved it: what a change reckons with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from fairwell.domain.proration import BilledLine, Stretch, moved, paused_within
from fairwell.models import Invoice, InvoiceLine, Payment, PaymentAttempt, Subscription
from fairwell.models.payment import OPEN_ATTEMPT_STATES


@dataclass(frozen=True, slots=True)
class Billed:
    """The lines whose service still runs, and what is owed of their orders, minor units by number.

    `units` are the prices at which whole units of it were billed: (price, minor units as priced).
    `asked`: a charge of one of the subscription's orders is under way, with its outcome to come.
    """

    lines: tuple[BilledLine, ...]
    owed: dict[str, int]
    units: frozenset[tuple[int | None, int | None]]
    asked: bool


def billed_of(subscription: Subscription, pauses: tuple[Stretch, ...], *, at: datetime) -> Billed:
    """The lines of a subscription that cover time after `at`, oldest first; three queries."""
    longest = sum((pause.length for pause in pauses), timedelta())
    rows = list(
        InvoiceLine.objects.filter(
            invoice__subscription=subscription,
            invoice__state__in=("finalized", "paid"),
            service_end__gt=at - longest,
        )
        .select_related("invoice")
        .order_by("service_start", "pk")
    )
    returned = _refunded_before(rows)
    lines, owed, units = [], {}, set()
    for row in rows:
        assert row.service_start is not None, "a service that ends has begun"
        assert row.service_end is not None, "the query asked for it"
        within = paused_within(row.service_start, row.service_end, pauses)
        if moved(row.service_end, within) <= at:
            continue
        before = min(row.gross_minor - row.credited_minor, returned.get(row.invoice_id, 0))
        returned[row.invoice_id] = returned.get(row.invoice_id, 0) - before
        lines.append(
            BilledLine(
                invoice_line_id=row.pk,
                order_number=row.invoice.number,
                gross_minor=row.gross_minor,
                credited_minor=row.credited_minor + before,
                service_start=row.service_start,
                service_end=row.service_end,
                paid=row.invoice.state == "paid",
            )
        )
        owed[row.invoice.number] = row.invoice.owed_minor
        units.add((row.price_id, row.unit_minor))
    return Billed(tuple(lines), owed, frozenset(units), _asked(subscription))


def _refunded_before(rows: list[InvoiceLine]) -> dict[int, int]:
    """What other books gave back of these orders before they were taken over, by invoice."""
    given = (
        Payment.objects.filter(
            invoice__in={row.invoice_id for row in rows}, refunded_before_import_minor__gt=0
        )
        .values_list("invoice_id")
        .annotate(Sum("refunded_before_import_minor"))
    )
    return dict(given)


def _asked(subscription: Subscription) -> bool:
    open_ones = Invoice.objects.filter(subscription=subscription, state="finalized")
    return PaymentAttempt.objects.filter(
        invoice__in=open_ones, state__in=OPEN_ATTEMPT_STATES
    ).exists()
