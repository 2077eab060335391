"""Subscriptions: periods in order, state told by events, endings kept."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from fairwell.domain.timeline import UnknownEventError, fold
from fairwell.models import CancellationRequest, Invoice, Payment, Subscription, SubscriptionEvent
from fairwell.queries.books.result import Check, Result, Violation, result

# The worker ends what is due within seconds; an hour means that none runs.
ENDED_WITHIN = timedelta(hours=1)


def one_invoice_per_period(at: datetime) -> Result:
    """Per subscription: one live invoice for each period number, and no period within another."""

    def wrong() -> Iterator[Violation]:
        live = Invoice.objects.filter(
            kind="period", subscription__isnull=False, period_no__isnull=False
        ).exclude(state="voided")
        twice = (
            live.values_list("subscription", "period_no").annotate(n=Count("pk")).filter(n__gt=1)
        )
        for owner, period, n in twice:
            yield Violation(f"subscription {owner}", f"{n} invoices for period {period}")
        before: Invoice | None = None
        for invoice in live.order_by("subscription_id", "period_no").iterator():
            same = before is not None and before.subscription_id == invoice.subscription_id
            starts, ends = invoice.period_start, before.period_end if before else None
            if same and before and starts and ends and starts < ends:
                yield Violation(
                    f"invoice {invoice.number}",
                    f"period {invoice.period_no} begins before period {before.period_no} ends",
                )
            before = invoice

    return result(Invoice.objects.count(), wrong())


def state_is_told_by_events(at: datetime) -> Result:
    """Every subscription's axes are the fold of its events, which are numbered without a gap."""

    def wrong() -> Iterator[Violation]:
        rows = Subscription.objects.prefetch_related("events").order_by("pk")
        for subscription in rows.iterator(chunk_size=2_000):
            events = sorted(subscription.events.all(), key=lambda event: event.no)
            yield from _compare(subscription, events)

    return result(Subscription.objects.count(), wrong())


def _compare(subscription: Subscription, events: list[SubscriptionEvent]) -> Iterator[Violation]:
    row = f"subscription {subscription.external_id}"
    if [event.no for event in events] != list(range(1, subscription.last_event_no + 1)):
        yield Violation(row, "its events are not numbered 1 to the last without a gap")
        return
    try:
        told = fold((event.kind, event.data) for event in events)
    except UnknownEventError as unknown:
        yield Violation(row, str(unknown))
        return
    for axis in ("renewal", "standing", "service"):
        if getattr(told, axis) != getattr(subscription, axis):
            yield Violation(
                row,
                f"{axis} is {getattr(subscription, axis)}, its events say {getattr(told, axis)}",
            )
    for column in ("ends_at", "ended_at"):
        said = getattr(told, column)
        if (datetime.fromisoformat(said) if said else None) != getattr(subscription, column):
            yield Violation(
                row, f"{column} is {getattr(subscription, column)}, its events say {said}"
            )


def nothing_charged_after_the_end(at: datetime) -> Result:
    """No payment after a confirmed ending for a period that starts at or after the end."""
    rows = Payment.objects.filter(
        invoice__subscription__cancellations__state__in=("confirmed", "effective"),
        captured_at__gt=F("invoice__subscription__cancellations__confirmed_at"),
        invoice__period_start__gte=F("invoice__subscription__cancellations__ends_at"),
    ).select_related("invoice")
    wrong = (
        Violation(p.gateway_ref, f"order {p.invoice.number} is for a period after the end")
        for p in rows.iterator()
    )
    return result(CancellationRequest.objects.count(), wrong)


def endings_match_requests(at: datetime) -> Result:
    """A confirmed request's end is its subscription's and to come; an effective one's came."""
    rows = CancellationRequest.objects.filter(
        Q(state="confirmed") & ~Q(subscription__ends_at=F("ends_at"))
        | Q(state="effective", subscription__ended_at__isnull=True)
        | Q(state="confirmed", subscription__ended_at__isnull=False)
        | Q(state="confirmed", ends_at__lt=at - ENDED_WITHIN)
    ).select_related("subscription")
    wrong = (
        Violation(
            r.reference, f"{r.state}, ends {r.ends_at}; subscription ends {r.subscription.ends_at}"
        )
        for r in rows.iterator()
    )
    return result(CancellationRequest.objects.count(), wrong)


SUBSCRIPTION_CHECKS = (
    Check(
        "3 periods",
        "One live invoice for each period, none within another.",
        one_invoice_per_period,
    ),
    Check(
        "5 endings",
        "Nothing is charged for time after a confirmed end.",
        nothing_charged_after_the_end,
    ),
    Check(
        "5 requests",
        "A confirmed request and its subscription agree on the end.",
        endings_match_requests,
    ),
    Check(
        "7 events", "Every subscription's state is the fold of its events.", state_is_told_by_events
    ),
)
