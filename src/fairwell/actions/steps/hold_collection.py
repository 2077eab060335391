"""Collecting an invoice stands still while it is disputed, and goes on where it stood."""

from datetime import datetime

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.close_attempts import close_unsent
from fairwell.models import Invoice, Subscription
from fairwell.queries.collecting_pauses import matters_of

_COLLECTED = ("due", "retrying", "waiting")


def hold_collection(
    subscription: Subscription,
    invoice: Invoice,
    *,
    matter: str,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Pause collecting an open, locked invoice until `matter` (a reference) is settled.

    A charge that has not been sent yet is not sent; one that has left cannot be called back. An
    invoice that is paid, void or given up has nothing to pause.
    """
    if invoice.state != "finalized" or _is_held(subscription, invoice, matter):
        return
    before = invoice.collection
    invoice.collection, invoice.collect_at = "paused", None
    invoice.save(update_fields=["collection", "collect_at"])
    unsent = invoice.attempts.select_for_update().filter(kind="charge", state="init")
    close_unsent(list(unsent), at=at)
    append_event(
        subscription,
        "collection_paused",
        at=at,
        actor=actor,
        channel=channel,
        data={
            "invoice": invoice.pk,
            "order": invoice.number,
            "matter": matter,
            "before": before,
        },
    )


def release_collection(
    subscription: Subscription,
    invoice: Invoice,
    *,
    matter: str,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Take up collecting a locked invoice again, unless another matter still holds it.

    Its clock stood still meanwhile (`queries.collecting`): no retry and no day of grace is lost by
    the pause. Does nothing where `matter` did not pause it.
    """
    if not _is_held(subscription, invoice, matter):
        return
    append_event(
        subscription,
        "collection_resumed",
        at=at,
        actor=actor,
        channel=channel,
        data={"invoice": invoice.pk, "order": invoice.number, "matter": matter},
    )
    matters = matters_of(subscription.pk, invoice.pk)
    if any(one.until is None for one in matters):
        return
    if invoice.state != "finalized" or invoice.collection != "paused":
        return
    before = next(one.before for one in reversed(matters) if one.before != "paused")
    if before not in _COLLECTED:
        invoice.collection, invoice.collect_at = before, None
    else:
        invoice.collection = "retrying" if invoice.first_failed_at else "waiting"
        invoice.collect_at = at
    invoice.save(update_fields=["collection", "collect_at"])


def _is_held(subscription: Subscription, invoice: Invoice, matter: str) -> bool:
    return any(
        one.reference == matter and one.until is None
        for one in matters_of(subscription.pk, invoice.pk)
    )
