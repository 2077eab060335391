"""Subscriptions: endings are kept, and what is billed and given follows from the state."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from fairwell.models import CancellationRequest, PaymentAttempt, Plan, Subscription
from fairwell.queries.books.result import Check, Result, Violation, result

# The worker ends what is due within seconds; an hour means that none runs.
ENDED_WITHIN = timedelta(hours=1)
_GIVES = Q(service__in=("trialing", "active"), standing__in=("current", "grace"))


def nothing_charged_after_the_end(at: datetime) -> Result:
    """No charge after a confirmed ending for a period that starts at or after the end."""
    request = "invoice__subscription__cancellations"
    late = PaymentAttempt.objects.filter(
        Q(created_at__gt=F(f"{request}__confirmed_at"))
        | Q(answered_at__gt=F(f"{request}__confirmed_at"), state="succeeded"),
        kind="charge",
        invoice__period_start__gte=F(f"{request}__ends_at"),
        **{f"{request}__state__in": ("confirmed", "effective")},
    )
    # One that was on its way at the end cannot be called back: it goes back, under a case.
    late = late.exclude(
        submitted_at__lte=F(f"{request}__confirmed_at"), invoice__cases__kind="charged_after_end"
    )
    wrong = (
        Violation(key, f"order {number} is for a period after the end")
        for key, number in late.values_list("idempotency_key", "invoice__number").iterator()
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


def billing_is_due_as_the_state_says(at: datetime) -> Result:
    """The time of a subscription's next billing is the one that its state leads to, or none."""
    rows = (
        Subscription.objects.annotate(
            over=Case(
                When(service="trialing", trial_end__isnull=False, then=F("trial_end")),
                default=F("current_period_end"),
            )
        )
        .annotate(
            due=Case(
                When(
                    _GIVES
                    & Q(renewal="auto_renewing")
                    & (Q(ends_at__isnull=True) | Q(ends_at__gt=F("over"))),
                    then=F("over"),
                )
            )
        )
        .filter(_differ("due", "bill_at"))
        .values_list("external_id", "bill_at", "due")
    )
    wrong = (
        Violation(f"subscription {name}", f"billed next at {held}, its state says {due}")
        for name, held, due in rows.iterator()
    )
    return result(Subscription.objects.count(), wrong)


def entitlements_follow_the_state(at: datetime) -> Result:
    """A subscription gives what its plan holds, until its end if that is settled, or nothing."""

    def wrong() -> Iterator[Violation]:
        for row in _given_otherwise(at).iterator():
            yield Violation(
                f"subscription {row['external_id']}",
                f"gives {row['fitting']} features of its plan, {row['running']} in all, "
                f"{row['wanted']} are due",
            )

    return result(Subscription.objects.count(), wrong())


def _given_otherwise(at: datetime) -> "QuerySet[Any, Any]":
    until = Case(When(ended_at__isnull=False, then=F("ended_at")), default=F("ends_at"))
    running = Q(entitlements__ends_at__isnull=True) | Q(entitlements__ends_at__gt=at)
    fits = Q(
        entitlements__feature="devices",
        entitlements__quantity=F("quantity") * F("price__devices"),
    )
    due = []
    for plan in Plan.objects.order_by("pk"):
        features = set(plan.features)
        fits |= Q(price__plan=plan, entitlements__feature__in=features, entitlements__quantity=1)
        due.append(When(price__plan=plan, then=Value(1 + len(features))))
    access = _GIVES & (Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return (
        Subscription.objects.alias(until=until)
        .annotate(
            wanted=Case(
                When(access, then=Case(*due, default=Value(1))),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .values("pk", "external_id", "wanted")
        .annotate(
            running=Count("entitlements", filter=running),
            fitting=Count(
                "entitlements",
                filter=running & fits & _same("until", "entitlements__ends_at"),
            ),
        )
        .exclude(running=F("wanted"), fitting=F("wanted"))
    )


def _same(one: str, other: str) -> Q:
    """Whether two instants are the same, where nothing is the same as nothing."""
    return Q(**{f"{one}__isnull": True, f"{other}__isnull": True}) | Q(**{one: F(other)})


def _differ(one: str, other: str) -> Q:
    """Whether two instants differ, where nothing equals nothing."""
    return (
        Q(**{f"{one}__isnull": True, f"{other}__isnull": False})
        | Q(**{f"{one}__isnull": False, f"{other}__isnull": True})
        | Q(**{f"{one}__lt": F(other)})
        | Q(**{f"{one}__gt": F(other)})
    )


SUBSCRIPTION_CHECKS = (
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
        "7 billing",
        "Each subscription is billed next when its state says.",
        billing_is_due_as_the_state_says,
    ),
    Check(
        "7 entitlements",
        "Each subscription gives what its plan and state say.",
        entitlements_follow_the_state,
    ),
)
