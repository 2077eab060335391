"""What of a subscription is overdue: how much, for which order, and how long access stays."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairwell.domain.collecting import Collecting, decide_collecting
from fairwell.domain.term import local_date
from fairwell.models import Invoice, PaymentAttempt, Subscription
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.account import Held
from fairwell.queries.collecting import collect_facts, collecting_policies

# What is collected step by step, so that the days of these steps are known.
_STEPPED = ("due", "retrying", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """The open orders of one subscription together; `owed_minor` in minor units, with tax.

    `order` is the oldest one's number and `since` its day. `disputed`: all of them are, so that
    none is asked for. `on_its_way`: a charge has no outcome yet. Days are None where none is
    foreseen: `retry_on` of the next charge, the last ones of access without payment and of all.
    """

    order: str
    orders: int
    owed_minor: int
    currency: str
    since: date
    disputed: bool
    on_its_way: bool
    retry_on: date | None
    access_until: date | None
    ends_on: date | None


def overdue_of(held: Iterable[Held], *, at: datetime) -> dict[int, Overdue]:
    """What is overdue of each by its key; no query where all stands well, else seven at most."""
    late = {
        one.pk: one for one in held if one.facts.standing in ("grace", "on_hold") and not one.ended
    }
    if not late:
        return {}
    orders: dict[int | None, list[Invoice]] = defaultdict(list)
    rows = Invoice.objects.filter(subscription__in=list(late), state="finalized")
    for invoice in rows.order_by("issued_at", "pk"):
        if invoice.owed_minor and invoice.collection != "stopped":
            orders[invoice.subscription_id].append(invoice)
    found = [invoice for some in orders.values() for invoice in some]
    charging = frozenset(
        PaymentAttempt.objects.filter(
            invoice__in=found, kind="charge", state__in=OPEN_ATTEMPT_STATES
        ).values_list("invoice_id", flat=True)
    )
    decided = _decided([one for one in found if one.collection in _STEPPED], late, at)
    return {
        pk: _overdue(some, late[pk], charging, decided)
        for pk, some in orders.items()
        if pk is not None
    }


def _decided(
    invoices: Sequence[Invoice], late: dict[int, Held], at: datetime
) -> dict[int, Collecting]:
    """What comes next of each order that is being collected, by its key."""
    if not invoices:
        return {}
    records = Subscription.objects.select_related("method").in_bulk(list(late))
    zone = next(iter(late.values())).facts.zone
    facts = collect_facts(invoices, records, zone=zone, at=at)
    policies = collecting_policies(records)
    return {
        one.pk: decide_collecting(policies[one.subscription_id or 0], facts[one.pk], at=at)
        for one in invoices
    }


def _overdue(
    orders: list[Invoice],
    held: Held,
    charging: Collection[int | None],
    decided: dict[int, Collecting],
) -> Overdue:
    oldest, zone = orders[0], held.facts.zone
    asked = [one for one in orders if one.collection != "paused"]
    steps = [decided[one.pk] for one in asked if one.pk in decided]

    def first(instants: Iterable[datetime | None]) -> date | None:
        known = [one for one in instants if one is not None]
        return local_date(min(known), zone) if known else None

    return Overdue(
        order=oldest.number,
        orders=len(orders),
        owed_minor=sum(one.owed_minor for one in asked or orders),
        currency=oldest.currency,
        since=local_date(oldest.issued_at, zone),
        disputed=not asked,
        on_its_way=any(one.pk in charging for one in orders),
        retry_on=first(step.next_retry_at for step in steps),
        access_until=first(step.access_until for step in steps),
        ends_on=first(step.end_at for step in steps),
    )
