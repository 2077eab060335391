"""Decides what comes next of unpaid invoices, and what an invoice's row says of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from fairwell.domain.collecting import Collecting, decide_collecting
from fairwell.domain.subscription import STANDINGS
from fairwell.models import Invoice, Subscription, Vendor
from fairwell.queries.collecting import collect_facts, collecting_policies


def decide_unpaid(
    invoices: Sequence[Invoice],
    subscriptions: Mapping[int, Subscription],
    vendor: Vendor,
    *,
    at: datetime,
) -> dict[int, Collecting]:
    """The decision about each invoice by its id, under the policy that it was bought under."""
    if not invoices:
        return {}
    facts = collect_facts(invoices, subscriptions, zone=vendor.zone, at=at)
    policies = collecting_policies(each.subscription_id or 0 for each in invoices)
    return {
        each.pk: decide_collecting(policies[each.subscription_id or 0], facts[each.pk], at=at)
        for each in invoices
    }


def take_decision(invoice: Invoice, decided: Collecting, *, at: datetime) -> None:
    """Set how the invoice is collected from now on; what is due now is due at once."""
    invoice.first_failed_at = decided.first_failed_at
    if decided.paused:
        invoice.collection = "paused"
    else:
        invoice.collection = "retrying" if decided.next_retry_at is not None else "waiting"
    invoice.collect_at = at if decided.action != "wait" else decided.next_step_at


def worst(standings: Iterable[str]) -> str:
    """The worst of some standings; current when there is none."""
    return max(standings, key=STANDINGS.index, default="current")


def standings_without(
    paid: Mapping[int, Subscription], vendor: Vendor, *, at: datetime, but: Iterable[int]
) -> dict[int, str]:
    """The standing that the overdue invoices of these subscriptions leave, those of `but` aside.

    Only subscriptions that do not stand well and still run are looked at.
    """
    bad = {
        pk: each
        for pk, each in paid.items()
        if each.standing != "current" and each.renewal != "ended"
    }
    if not bad:
        return {}
    others = list(
        Invoice.objects.filter(
            subscription__in=list(bad), state="finalized", first_failed_at__isnull=False
        ).exclude(pk__in=list(but))
    )
    decided = decide_unpaid(others, bad, vendor, at=at)
    left: dict[int, list[str]] = {pk: [] for pk in bad}
    for other in others:
        left[other.subscription_id or 0].append(decided[other.pk].standing)
    return {pk: worst(standings) for pk, standings in left.items()}
