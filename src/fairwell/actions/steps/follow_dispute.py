"""What follows from a dispute's new state: money, frozen refunds, collecting, case and event."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import F

from fairwell.actions.steps.append_event import append_event, iso
from fairwell.actions.steps.hold_collection import hold_collection, release_collection
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.open_case import ANSWER_WITHIN, open_case
from fairwell.actions.steps.promise import OBJECTIVES
from fairwell.domain.disputes import (
    DECIDED,
    DisputeState,
    freezes_refunds,
    holds_disputed_money,
)
from fairwell.domain.money import to_major
from fairwell.models import (
    Dispute,
    Invoice,
    OutboxEntry,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    Subscription,
)

_AFTER_LOSS = "The bank gave the money back: decide whether the service goes on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """The locked rows that a dispute is about; an order may belong to no subscription."""

    subscription: Subscription | None
    invoice: Invoice
    payment: Payment


def follow_dispute(
    dispute: Dispute,
    about: Disputed,
    *,
    before: DisputeState | None,
    at: datetime,
    actor: str,
    channel: str,
) -> None:
    """Write what follows from the state of a dispute, saved already; `before` None: it is new.

    The ledger moves once per step however often this is called for it.
    """
    state = cast("DisputeState", dispute.state)
    _move_money(dispute, about.payment, at)
    frozen = freezes_refunds(state)
    if about.payment.disputed and not frozen:
        _release_refunds(about.payment, at)
    about.payment.disputed = frozen
    about.payment.save(update_fields=["disputed"])
    _keep_case(dispute, about, at)
    if about.subscription is not None:
        by: dict[str, Any] = {"at": at, "actor": actor, "channel": channel}
        if before is None:
            append_event(about.subscription, "dispute_opened", data=_told(dispute, about), **by)
        elif state not in DECIDED:
            append_event(about.subscription, "dispute_changed", data=_told(dispute, about), **by)
        if state in DECIDED:
            append_event(about.subscription, "dispute_closed", data=_told(dispute, about), **by)
            release_collection(about.subscription, about.invoice, matter=dispute.reference, **by)
        elif frozen:
            hold_collection(about.subscription, about.invoice, matter=dispute.reference, **by)
    if state in ("lost", "conceded") and dispute.reason == "fraudulent":
        # Its owner says they never paid with it: asking it again would only be disputed again.
        PaymentMethod.objects.filter(payment=about.payment, refused_at=None).update(refused_at=at)


def _move_money(dispute: Dispute, payment: Payment, at: datetime) -> None:
    moved = set(dispute.transfers.values_list("kind", flat=True))
    state = cast("DisputeState", dispute.state)
    steps: list[tuple[str, int]] = []
    if holds_disputed_money(state) and "dispute_held" not in moved:
        steps.append(("dispute_held", dispute.amount_minor))
        moved.add("dispute_held")
    if state == "won" and "dispute_held" in moved:
        steps.append(("dispute_won", dispute.amount_minor))
    elif state in ("lost", "conceded") and "dispute_lost" not in moved:
        # What a refund has promised already is not given away twice: that part returns to the
        # gateway's money, out of which the refund will be recorded as paid.
        lost = min(dispute.amount_minor, payment.refundable_minor)
        steps += [("dispute_lost", lost), ("dispute_won", dispute.amount_minor - lost)]
        Payment.objects.filter(pk=payment.pk).update(refunded_minor=F("refunded_minor") + lost)
    for kind, amount in steps:
        if amount:
            transfer(kind, amount, dispute.currency, at=at, dispute=dispute).save()


def _release_refunds(payment: Payment, at: datetime) -> None:
    """Refunds that were not sent because of the dispute are promised again."""
    unsent = PaymentAttempt.objects.filter(
        kind="refund", state="init", allocation__payment=payment
    ).values("pk")
    OutboxEntry.objects.filter(topic="refund", subject_id__in=unsent).update(
        done_at=None, leased_until=None, due_at=at, objective_at=at + OBJECTIVES["refund"]
    )


def _keep_case(dispute: Dispute, about: Disputed, at: datetime) -> None:
    """One case for one dispute: due with the answer, closed when won, a person's when lost."""
    case = dispute.case
    if case is None:
        amount = f"{to_major(dispute.amount_minor, dispute.currency)} {dispute.currency}"
        case = dispute.case = open_case(
            "gateway_dispute",
            about.subscription,
            at=at,
            invoice=about.invoice,
            key=f"gateway_dispute:{dispute.gateway}:{dispute.gateway_ref}",
            due_at=dispute.respond_by,
            message=f"{dispute.reason}: {amount} of order {about.invoice.number}",
        )
        dispute.save(update_fields=["case"])
    if dispute.state in ("won", "conceded"):
        case.state, case.closed_at, case.resolution = (
            "closed",
            at,
            f"The dispute is {dispute.state}.",
        )
    elif dispute.state == "lost":
        case.state, case.closed_at = "open", None
        case.message, case.due_at = f"{case.message}\n{_AFTER_LOSS}", at + ANSWER_WITHIN
    else:
        case.state, case.closed_at = "open", None
        case.due_at = dispute.respond_by or case.due_at
    case.save(update_fields=["state", "closed_at", "resolution", "message", "due_at"])


def _told(dispute: Dispute, about: Disputed) -> dict[str, Any]:
    return {
        "dispute": dispute.reference,
        "order": about.invoice.number,
        "state": dispute.state,
        "total_minor": dispute.amount_minor,
        "currency": dispute.currency,
        "respond_by": iso(dispute.respond_by),
    }
