"""A subscription that was not paid for ends: what was used is given up, the rest is credited."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.actions.steps.append_event import append_to_many, iso
from fairwell.actions.steps.cut_service import cut_service
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.queue_notices import queue_notices
from fairwell.actions.steps.stop_collection import stop_collection
from fairwell.actions.steps.unpaid_letters import ended_unpaid
from fairwell.models import CancellationRequest, Invoice, Subscription, Transfer
from fairwell.models.cancellation import OPEN_STATES


def end_unpaid(ended: Sequence[tuple[Subscription, Invoice]], *, at: datetime) -> None:
    """End locked subscriptions, each for the unpaid invoice named; call it last.

    The time after the last access is credited, and what is left of every invoice is given up. A
    cancellation still to come has come with it.
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
    owners = {owner.pk: owner for owner, _ in ended}
    CancellationRequest.objects.filter(subscription__in=owners, state__in=OPEN_STATES).update(
        state="effective"
    )
    stop_collection(sorted(owners), at=at)
    cut_service(sorted(owners), at=at, zone=the_vendor().zone)
    lost = list(
        Invoice.objects.filter(
            subscription__in=owners, state="finalized", collection="stopped"
        ).order_by("pk")
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
