"""A subscription that was not paid for ends: what was used is given up, the rest is credited."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.actions.steps.append_event import append_to_many, iso
from fairwell.actions.steps.close_ended import close_ended
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.queue_notices import queue_notices
from fairwell.actions.steps.unpaid_letters import ended_unpaid
from fairwell.models import Invoice, PaymentAttempt, Subscription, Transfer
from fairwell.models.payment import OPEN_ATTEMPT_STATES


def end_unpaid(ended: Sequence[tuple[Subscription, Invoice]], *, at: datetime) -> None:
    """End locked subscriptions, each for the unpaid invoice named; call it last.

    The time after the last access is credited, and what is left of every invoice is given up, but
    for one whose charge is on its way: its outcome decides. A cancellation still to come has come
    with it.
    """
    if not ended:
        return
    queue_notices([ended_unpaid(owner, invoice, at) for owner, invoice in ended], at=at)
    told = []
    for owner, invoice in ended:
        if owner.standing != "written_off":
            told.append(
                (owner, "standing_changed", {"standing": "written_off", "invoice": invoice.pk})
            )
        told.append((owner, "subscription_ended", {"ended_at": iso(at), "reason": "unpaid"}))
    append_to_many(told, at=at, actor="system", channel="worker")
    owners = [owner for owner, _ in ended]
    close_ended(owners, at=at)
    give_up(owners, at=at)


def give_up(ended: Sequence[Subscription], *, at: datetime) -> None:
    """Write off what is left of the stopped invoices of subscriptions that ended unpaid."""
    owners = {owner.pk: owner for owner in ended}
    on_their_way = PaymentAttempt.objects.filter(
        kind="charge", invoice__subscription__in=owners, state__in=OPEN_ATTEMPT_STATES
    )
    lost = list(
        Invoice.objects.filter(subscription__in=owners, state="finalized", collection="stopped")
        .exclude(pk__in=on_their_way.values("invoice"))
        .order_by("pk")
    )
    Transfer.objects.bulk_create(
        transfer("written_off", invoice.owed_minor, invoice.currency, at=at, invoice=invoice)
        for invoice in lost
        if invoice.owed_minor
    )
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in lost]).update(
        state="uncollectible", closed_at=at
    )
    append_to_many(
        [
            (
                owners[invoice.subscription_id or 0],
                "invoice_given_up",
                {
                    "invoice": invoice.pk,
                    "order": invoice.number,
                    "total_minor": invoice.owed_minor,
                    "currency": invoice.currency,
                },
            )
            for invoice in lost
        ],
        at=at,
        actor="system",
        channel="worker",
    )
