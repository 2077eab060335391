"""Collect what is overdue: try again, rest the access, end, or wait, as the policy says."""

from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps.append_event import append_to_many
from fairwell.actions.steps.charge_batch import lock_invoices, lock_subscriptions, write_invoices
from fairwell.actions.steps.decide_unpaid import decide_unpaid, take_decision, worst
from fairwell.actions.steps.end_unpaid import end_unpaid
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.new_charges import new_charges
from fairwell.actions.steps.queue_notices import NoticeDraft, queue_notices
from fairwell.actions.steps.unpaid_letters import charge_failed, on_hold
from fairwell.domain.collecting import Collecting
from fairwell.models import Invoice, PaymentMethod, Subscription

CHUNK = 500


@transaction.atomic(durable=True)
def collect_due_invoices(*, at: datetime, limit: int = CHUNK) -> int:
    """Take the next step of up to `limit` invoices that are due one; how many, 0: none is left.

    A fixed number of statements, but for subscriptions that end. No step is taken twice: it moves
    the time of the next one, under the subscription's lock.
    """
    due = dict(
        Invoice.objects.filter(collect_at__lte=at, subscription__isnull=False)
        .order_by("collect_at", "pk")
        .values_list("pk", "subscription_id")[:limit]
    )
    if not due:
        return 0
    owners = lock_subscriptions({pk for pk in due.values() if pk is not None})
    invoices = [
        invoice
        for invoice in lock_invoices(set(due)).values()
        if invoice.collect_at is not None and invoice.collect_at <= at
    ]
    live = [each for each in invoices if _is_live(each, owners[each.subscription_id or 0])]
    decided = decide_unpaid(live, owners, the_vendor(), at=at)
    work = _Step(at)
    for invoice in invoices:
        owner = owners[invoice.subscription_id or 0]
        if invoice.pk in decided:
            work.take(owner, invoice, decided[invoice.pk])
        else:
            invoice.collection, invoice.collect_at = "stopped", None
    write_invoices(invoices)
    new_charges(work.charges, at=at)
    append_to_many(work.told, at=at, actor="system", channel="worker")
    queue_notices(work.letters, at=at)
    end_unpaid(list(work.ended.values()), at=at)
    return len(invoices)


def _is_live(invoice: Invoice, owner: Subscription) -> bool:
    return owner.renewal != "ended" and invoice.owed_minor > 0


class _Step:
    """What the decisions come to; a subscription is told only of a standing worse than before."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.charges: list[tuple[Invoice, PaymentMethod]] = []
        self.told: list[tuple[Subscription, str, dict[str, Any]]] = []
        self.letters: list[NoticeDraft] = []
        self.ended: dict[int, tuple[Subscription, Invoice]] = {}
        self.standings: dict[int, str] = {}

    def take(self, owner: Subscription, invoice: Invoice, decided: Collecting) -> None:
        """Take one invoice's decision."""
        take_decision(invoice, decided, at=self.at)
        if decided.action == "end":
            invoice.collect_at = None
            self.ended.setdefault(owner.pk, (owner, invoice))
            return
        if decided.action == "retry" and owner.method is not None:
            invoice.collect_at = None
            invoice.collection = "retrying" if decided.first_failed_at else "due"
            self.charges.append((invoice, owner.method))
        elif decided.action == "hold":
            invoice.collect_at = decided.next_step_at
            self.letters.append(on_hold(owner, invoice, decided))
        elif decided.needs and decided.standing == "grace":
            self.letters.append(charge_failed(owner, invoice, decided))
        self._stand(owner, invoice, decided.standing)

    def _stand(self, owner: Subscription, invoice: Invoice, standing: str) -> None:
        before = self.standings.get(owner.pk, owner.standing)
        now = worst([before, standing])
        if now != before:
            self.standings[owner.pk] = now
            self.told.append((owner, "standing_changed", {"standing": now, "invoice": invoice.pk}))
