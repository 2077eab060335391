"""Our side of a comparison with the gateway, and what earlier comparisons found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from fairwell.domain.payments import AttemptState, GatewayObject, ObjectKind
from fairwell.domain.reconciliation import OurAttempt
from fairwell.domain.term import local_date, start_of_day
from fairwell.models import Case, PaymentAttempt, Reconciliation

RECHECKED = timedelta(days=7)
CASE_KEY = "reconciliation:"


@dataclass(frozen=True, slots=True)
class Matched:
    """Our attempts that some of the gateway's objects may be, by key and by (kind, name)."""

    by_key: dict[str, OurAttempt]
    by_ref: dict[tuple[ObjectKind, str], OurAttempt]


def matching(gateway: str, shown: Sequence[GatewayObject]) -> Matched:
    """The attempts that these objects name; one query, by index."""
    keys = {one.attempt_key for one in shown if one.attempt_key}
    refs = {one.answer.gateway_ref for one in shown}
    found = [
        _ours(attempt)
        for attempt in PaymentAttempt.objects.filter(
            Q(idempotency_key__in=keys) | Q(gateway_ref__in=refs), gateway=gateway
        )
    ]
    return Matched(
        {one.key: one for one in found},
        {(one.kind, one.gateway_ref): one for one in found if one.gateway_ref},
    )


def attempts_within(gateway: str, since: datetime, until: datetime) -> Iterator[OurAttempt]:
    """Every attempt sent in [since, until), read as a stream."""
    for attempt in _within(gateway, since, until).order_by("pk").iterator(chunk_size=2_000):
        yield _ours(attempt)


def attempt_range(gateway: str, since: datetime, until: datetime) -> tuple[int, int]:
    """The lowest and the highest id of attempts sent in the span; (1, 0) where there is none."""
    ends = _within(gateway, since, until).aggregate(first=Min("pk"), last=Max("pk"))
    return (ends["first"], ends["last"]) if ends["first"] else (1, 0)


def span_to_compare(gateway: str, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime] | None:
    """The span of the daily comparison, whole days of the vendor's zone; None once it was made.

    It is yesterday, and where differences of the last seven days are open, those days again.
    """
    today = local_date(at, zone)
    until = start_of_day(today, zone)
    if Reconciliation.objects.filter(gateway=gateway, until__gte=until).exists():
        return None
    open_ones = open_differences(gateway).filter(opened_at__gte=at - RECHECKED)
    days = RECHECKED if open_ones.exists() else timedelta(days=1)
    return start_of_day(today - days, zone), until


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in the vendor's zone, in UTC."""
    return start_of_day(day, zone)


def open_differences(gateway: str) -> QuerySet[Case]:
    """The open cases about differences with that gateway."""
    return Case.objects.filter(
        kind="reconciliation", state="open", key__startswith=f"{CASE_KEY}{gateway}:"
    )


def _within(gateway: str, since: datetime, until: datetime) -> QuerySet[PaymentAttempt]:
    return PaymentAttempt.objects.annotate(sent=Coalesce("submitted_at", "created_at")).filter(
        gateway=gateway, sent__gte=since, sent__lt=until
    )


def _ours(attempt: PaymentAttempt) -> OurAttempt:
    return OurAttempt(
        attempt_id=attempt.pk,
        kind=cast("ObjectKind", attempt.kind),
        key=attempt.idempotency_key,
        gateway_ref=attempt.gateway_ref or "",
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        state=cast("AttemptState", attempt.state),
        sent_at=attempt.submitted_at or attempt.created_at,
    )
