"""Who has to be told something soon: subscriptions as the planner of notices takes them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from fairwell.domain.notices import (
    NoticeKind,
    NoticeSubject,
    Preferences,
    PriceChange,
    with_price_change,
)
from fairwell.domain.policy import Pack
from fairwell.domain.renewal import NextCharge
from fairwell.domain.term import local_date
from fairwell.models import (
    Customer,
    Notice,
    NoticePreference,
    PinnedPolicy,
    PolicyVersion,
    ScheduledChange,
    Subscription,
    Vendor,
)
from fairwell.models import PriceChange as AnnouncedChange
from fairwell.queries.facts import facts_from
from fairwell.queries.policies import pack_of

CALENDAR: Final = (
    "renewal_reminder", "trial_end", "price_change", "card_expiry", "annual_summary",
    "pause_ending",
)  # fmt: skip
# No known law opens a window more than three months before a renewal (C. consom. L215-1); a
# window that opens earlier is still used, only later.
RENEWAL_HORIZON: Final = timedelta(days=100)
_SOON: Final = timedelta(days=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """One subscription with all that planning and addressing its notices needs.

    `announced` is the open change of its price; `moves_at` the renewal it will hold from.
    """

    subject: NoticeSubject
    packs: tuple[Pack, ...]
    customer: Customer
    announced: AnnouncedChange | None = None
    moves_at: datetime | None = None


def next_to_tell(after_id: int, *, limit: int, at: datetime) -> list[ToTell]:
    """Up to `limit` subscriptions with higher ids that something may have to be told; 8 queries.

    Those whose next charge, price change, card expiry, end of pause or anniversary is near enough.
    """
    soon = local_date(at, Vendor.objects.get(pk=1).zone) + _SOON
    near = (
        Q(bill_at__lte=at + RENEWAL_HORIZON)
        | Q(service="paused", resume_at__lte=at + _SOON)
        | Q(price_id__in=AnnouncedChange.objects.filter(withdrawn_at=None).values("from_price"))
        | Q(method__expires_year__lt=soon.year)
        | Q(method__expires_year=soon.year, method__expires_month__lte=soon.month)
        | Q(service="active", concluded_at__month__in=_months_about(at))
    )
    going_on = Q(renewal="auto_renewing", ends_at=None) & ~Q(service="pending")
    records = list(
        Subscription.objects.filter(near & going_on, pk__gt=after_id)
        .select_related("customer", "price", "method")
        .order_by("pk")[:limit]
    )
    return _gather(records, at)


def to_tell(subscription: Subscription, *, but: str, at: datetime) -> ToTell:
    """One subscription as it stands, as if the notice of the key `but` were not planned yet."""
    (found,) = _gather([subscription], at)
    planned = found.subject.planned - {but}
    return replace(found, subject=replace(found.subject, planned=planned))


def _months_about(at: datetime) -> tuple[int, ...]:
    """The calendar months of an anniversary that is about to come or just past."""
    days = (at + timedelta(days=step) for step in (-_SOON.days, 0, _SOON.days))
    return tuple({day.month for day in days})


def _gather(records: Sequence[Subscription], at: datetime) -> list[ToTell]:
    if not records:
        return []
    vendor = Vendor.objects.get(pk=1)
    ids = [record.pk for record in records]
    packs, planned, changes = _packs(ids), _planned(ids), _changes(ids)
    unwanted = _unwanted({record.customer_id for record in records})
    announced = {
        change.from_price_id: change
        for change in AnnouncedChange.objects.filter(
            withdrawn_at=None, from_price__in={record.price_id for record in records}
        ).select_related("to_price")
    }
    return [
        _with_new_price(
            record.quantity,
            ToTell(
                subject=NoticeSubject(
                    facts=(facts := facts_from(record, vendor, (), None)),
                    next_charge=_next_charge(
                        record, facts.renewal_minor, changes[record.pk], vendor
                    ),
                    card_expires=_card(record),
                    resumes_at=record.resume_at,
                    first_term=record.price.first_term,
                    preferences=Preferences(frozenset(unwanted[record.customer_id])),
                    planned=frozenset(planned[record.pk]),
                ),
                packs=packs[record.pk],
                customer=record.customer,
                announced=announced.get(record.price_id),
            ),
            changes[record.pk],
            at=at,
        )
        for record in records
    ]


type _Slots = dict[str, dict[str, Any]]


def _with_new_price(quantity: int, known: ToTell, changes: _Slots, *, at: datetime) -> ToTell:
    """With the renewal that an announced price will hold from, as was told or can be told."""
    subject, packs, announced = known.subject, known.packs, known.announced
    if announced is None or not subject.goes_on or "plan" in changes:
        return replace(known, announced=None)
    minor = announced.to_price.amount_minor * quantity
    told = changes.get("price")
    if told is not None and told["announced_id"] == announced.pk:
        moves_at: datetime = told["effective_at"]
        change = PriceChange(minor, local_date(moves_at, subject.facts.zone))
        return replace(known, subject=replace(subject, price_change=change), moves_at=moves_at)
    moved = with_price_change(
        subject, packs, new_minor=minor, effective_at=announced.effective_at, at=at
    )
    return replace(known, subject=moved[0], moves_at=moved[1]) if moved else known


def _next_charge(
    record: Subscription, amount_minor: int, changes: _Slots, vendor: Vendor
) -> NextCharge | None:
    due = record.bill_at
    if due is None or (record.service == "trialing" and record.method_id is None):
        return None
    pause = changes.get("pause")
    if pause is not None and pause["effective_at"] <= due:
        return None
    return NextCharge(due, _day(due, vendor), amount_minor, record.price.currency)


def _day(instant: datetime, vendor: Vendor) -> date:
    return local_date(instant, vendor.zone)


def _card(record: Subscription) -> tuple[int, int] | None:
    method = record.method
    if method is None or method.expires_year is None or method.expires_month is None:
        return None
    return method.expires_year, method.expires_month


def _packs(ids: Sequence[int]) -> dict[int, tuple[Pack, ...]]:
    pins: dict[int, list[int]] = defaultdict(list)
    rows = PinnedPolicy.objects.filter(subscription_id__in=ids)
    for subscription_id, policy_id in rows.order_by("-policy__kind", "policy__pack_id").values_list(
        "subscription_id", "policy_id"
    ):
        pins[subscription_id].append(policy_id)
    used = {policy for some in pins.values() for policy in some}
    packs = {v.pk: pack_of(v) for v in PolicyVersion.objects.filter(pk__in=used)}
    return defaultdict(tuple, {i: tuple(packs[p] for p in some) for i, some in pins.items()})


def _planned(ids: Sequence[int]) -> dict[int, set[str]]:
    planned: dict[int, set[str]] = defaultdict(set)
    rows = Notice.objects.filter(subscription_id__in=ids, template__in=CALENDAR)
    for subscription_id, key in rows.exclude(state="dropped").values_list("subscription_id", "key"):
        planned[subscription_id or 0].add(key)
    return planned


def _changes(ids: Sequence[int]) -> dict[int, _Slots]:
    changes: dict[int, _Slots] = defaultdict(dict)
    for row in ScheduledChange.objects.filter(subscription_id__in=ids, state="scheduled").values(
        "subscription_id", "slot", "effective_at", "announced_id"
    ):
        changes[row["subscription_id"]][row["slot"]] = dict(row)
    return changes


def _unwanted(customer_ids: set[int]) -> dict[int, set[NoticeKind]]:
    unwanted: dict[int, set[NoticeKind]] = defaultdict(set)
    rows = NoticePreference.objects.filter(customer_id__in=customer_ids, wanted=False)
    for customer_id, kind in rows.values_list("customer_id", "kind"):
        unwanted[customer_id].add(NoticeKind(kind))
    return unwanted
