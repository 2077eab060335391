"""What is known of collecting unpaid invoices: their facts and the policies that bind them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from fairwell.domain.collecting import CollectFacts, Failure
from fairwell.domain.collecting_pauses import Pause
from fairwell.domain.policy import CollectingPolicy, collecting_policy
from fairwell.domain.subscription import Standing
from fairwell.domain.term import local_date
from fairwell.models import (
    Invoice,
    PaymentAttempt,
    PaymentMethod,
    PinnedPolicy,
    PolicyVersion,
    Subscription,
    SubscriptionEvent,
)
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.collecting_pauses import PAUSING
from fairwell.queries.policies import pack_of

# A charge that was closed without being sent says nothing about the card.
NOT_SENT = "not_sent"
UNSENT = (NOT_SENT, "never_sent")


def collect_facts(
    invoices: Sequence[Invoice],
    subscriptions: Mapping[int, Subscription],
    *,
    zone: ZoneInfo,
    at: datetime,
) -> dict[int, CollectFacts]:
    """Facts of invoices by their id; two queries. Subscriptions come with their method.

    While a matter such as a dispute holds an invoice, its clock stands still.
    """
    failures: dict[int, list[Failure]] = defaultdict(list)
    charging: set[int] = set()
    for invoice_id, state, code, hard, method_id, answered_at, created_at in (
        PaymentAttempt.objects.filter(kind="charge", invoice__in=[each.pk for each in invoices])
        .order_by("pk")
        .values_list(
            "invoice_id", "state", "failure_code", "hard", "method_id", "answered_at", "created_at"
        )
    ):
        if state in OPEN_ATTEMPT_STATES:
            charging.add(invoice_id)
        elif state in ("declined", "failed") and code not in UNSENT:
            failures[invoice_id].append(
                Failure(at=answered_at or created_at, hard=hard, method_id=method_id or 0)
            )
    pauses = _pauses(invoices)
    return {
        invoice.pk: _facts(
            invoice,
            subscriptions[invoice.subscription_id or 0],
            failures=failures[invoice.pk],
            pauses=pauses.get(invoice.pk, ()),
            attempt_open=invoice.pk in charging,
            zone=zone,
            at=at,
        )
        for invoice in invoices
    }


def _pauses(invoices: Sequence[Invoice]) -> dict[int, list[Pause]]:
    """Every pause of collecting by invoice, from the events that tell of them; one query."""
    events = SubscriptionEvent.objects.filter(
        subscription__in=[invoice.subscription_id for invoice in invoices], kind__in=PAUSING
    ).order_by("subscription", "no")
    found: dict[int, dict[tuple[str, datetime], Pause]] = defaultdict(dict)
    for event in events:
        matters, matter = found[event.data["invoice"]], event.data["matter"]
        if event.kind == "collection_paused":
            matters[matter, event.at] = Pause(event.at)
            continue
        for key, pause in matters.items():
            if key[0] == matter and pause.until is None:
                matters[key] = Pause(pause.start, event.at)
    return {invoice_id: list(matters.values()) for invoice_id, matters in found.items()}


def _facts(
    invoice: Invoice,
    subscription: Subscription,
    *,
    failures: Sequence[Failure],
    pauses: Sequence[Pause],
    attempt_open: bool,
    zone: ZoneInfo,
    at: datetime,
) -> CollectFacts:
    method = subscription.method
    return CollectFacts(
        due_at=invoice.due_at or invoice.issued_at,
        amount_due_minor=invoice.owed_minor,
        zone=zone,
        standing=cast("Standing", subscription.standing),
        method_id=subscription.method_id,
        method_expired=method is not None and not is_usable(method, zone=zone, at=at),
        failures=tuple(failures),
        first_failed_at=invoice.first_failed_at,
        pauses=tuple(pauses),
        attempt_open=attempt_open,
    )


def is_usable(method: PaymentMethod, *, zone: ZoneInfo, at: datetime) -> bool:
    """Whether a card can be tried at all: not past its last month, never declined for good."""
    if method.refused_at is not None:
        return False
    if method.expires_year is None or method.expires_month is None:
        return True
    today = local_date(at, zone)
    return (method.expires_year, method.expires_month) >= (today.year, today.month)


def collecting_policies(subscription_ids: Iterable[int]) -> dict[int, CollectingPolicy]:
    """The policy that each subscription was bought under; two queries however many."""
    ids = set(subscription_ids)
    pins = list(
        PinnedPolicy.objects.filter(subscription__in=ids, policy__kind="vendor").values_list(
            "subscription_id", "policy_id"
        )
    )
    versions = PolicyVersion.objects.in_bulk({policy for _, policy in pins})
    packs = {pk: pack_of(version) for pk, version in versions.items()}
    policies = dict.fromkeys(ids, collecting_policy(()))
    policies |= {subscription: collecting_policy([packs[pk]]) for subscription, pk in pins}
    return policies
