"""With an end, nothing is collected for what lies after it; what was used may still be paid."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.actions.steps.append_event import append_to_many
from fairwell.actions.steps.charge_batch import write_invoices
from fairwell.actions.steps.close_attempts import close_unsent
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.unused_part import unused_minor, waive_unused
from fairwell.models import Invoice, PaymentAttempt, Subscription
from fairwell.models.payment import OPEN_ATTEMPT_STATES


def stop_collection(ending: Sequence[Subscription], *, at: datetime) -> None:
    """Stop collecting from locked subscriptions that end or have ended; call it last.

    While an end is still to come, invoices that it cuts short are not charged. Once it has come,
    nothing is charged any more: what lies after it is credited, so that the rest can be paid by
    whoever wants to, and an invoice of which nothing is left is void. A charge on its way is left
    alone; its outcome is dealt with as if it had come before. One query where nothing is open.
    The subscriptions must be as they stand: what becomes of their invoices is told by events.
    """
    owners = {owner.pk: owner for owner in ending}
    invoices = list(
        Invoice.objects.select_for_update()
        .filter(subscription__in=list(owners), state="finalized")
        .order_by("pk")
    )
    if not invoices:
        return
    attempts = {
        attempt.invoice_id: attempt
        for attempt in PaymentAttempt.objects.select_for_update()
        .filter(
            kind="charge",
            invoice__in=[invoice.pk for invoice in invoices],
            state__in=OPEN_ATTEMPT_STATES,
        )
        .order_by("pk")
    }
    stopped = [each for each in invoices if _stops(each, owners[each.subscription_id or 0])]
    for invoice in stopped:
        invoice.collection, invoice.collect_at = "stopped", None
    write_invoices(stopped)
    unsent = [
        attempts[invoice.pk]
        for invoice in stopped
        if invoice.pk in attempts and attempts[invoice.pk].state == "init"
    ]
    close_unsent(unsent, at=at)
    on_their_way = attempts.keys() - {attempt.invoice_id for attempt in unsent}
    vendor, told = the_vendor(), []
    for invoice in stopped:
        if invoice.pk not in on_their_way:
            owner = owners[invoice.subscription_id or 0]
            unused = unused_minor(owner, invoice, vendor)
            told += [
                (owner, kind, data) for kind, data in waive_unused(invoice, unused, vendor, at=at)
            ]
    append_to_many(told, at=at, actor="system", channel="worker")


def collect_again(subscription: Subscription, *, at: datetime) -> None:
    """An end was taken back: what it had kept from being charged is collected again."""
    Invoice.objects.filter(
        subscription=subscription, state="finalized", collection="stopped"
    ).update(collection="waiting", collect_at=at)


def _stops(invoice: Invoice, owner: Subscription) -> bool:
    if owner.renewal == "ended":
        return True
    return (
        owner.ends_at is not None
        and invoice.period_end is not None
        and owner.ends_at < invoice.period_end
    )
