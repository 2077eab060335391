"""Write down how a dispute stands at the gateway, and do what follows from it."""

from datetime import datetime
from typing import cast

from django.db import transaction

from fairwell.actions.steps.follow_dispute import Disputed, follow_dispute
from fairwell.actions.steps.lock_dispute import lock_dispute, lock_disputed
from fairwell.actions.steps.note_in_case import note_in_case
from fairwell.actions.steps.open_case import open_case
from fairwell.domain.disputes import (
    DECIDED,
    DisputeState,
    GatewayDispute,
    IllegalDisputeError,
    Reported,
    next_dispute_state,
)
from fairwell.models import Case, Dispute, Payment
from fairwell.models.dispute import CLOSED_DISPUTES
from fairwell.proof.reference import new_reference


@transaction.atomic(durable=True)
def record_gateway_dispute(*, gateway: str, shown: GatewayDispute, at: datetime) -> Dispute | None:
    """Make or move on the dispute as the gateway shows it; what is known already changes nothing.

    Older news than what is known is passed over. News that contradicts what is known changes no
    state and goes into the case. A dispute of a payment that is not on the books, or of one that
    is disputed already, is a case alone, and None.
    """
    known = Dispute.objects.filter(gateway=gateway, gateway_ref=shown.ref).first()
    if known is None:
        return _take_new(gateway, shown, at)
    dispute, about = lock_dispute(known.pk)
    if shown.updated_at < dispute.changed_at or _is_known(dispute, shown):
        return dispute
    before = cast("DisputeState", dispute.state)
    if shown.amount_minor != dispute.amount_minor:
        note_in_case(dispute.case, f"The gateway says {shown.amount_minor} (minor units) now.")
    try:
        dispute.state = next_dispute_state(before, Reported(shown.state))
    except IllegalDisputeError as contradiction:
        note_in_case(dispute.case, str(contradiction))
        return dispute
    dispute.changed_at = shown.updated_at
    if before in DECIDED:
        dispute.save(update_fields=["changed_at"])
        return dispute
    dispute.respond_by = shown.respond_by
    dispute.closed_at = at if dispute.state in DECIDED else None
    dispute.save(update_fields=["state", "respond_by", "changed_at", "closed_at"])
    follow_dispute(dispute, about, before=before, at=at, actor="system", channel="worker")
    return dispute


def _is_known(dispute: Dispute, shown: GatewayDispute) -> bool:
    state = "lost" if dispute.state == "conceded" else dispute.state
    return (shown.state, shown.respond_by) == (state, dispute.respond_by)


def _take_new(gateway: str, shown: GatewayDispute, at: datetime) -> Dispute | None:
    payment = Payment.objects.filter(gateway=gateway, gateway_ref=shown.payment_ref).first()
    if payment is None:
        _case_alone(gateway, shown, None, f"payment {shown.payment_ref}, not on the books", at)
        return None
    about = lock_disputed(payment)
    if payment.disputes.exclude(state__in=CLOSED_DISPUTES).exists():
        _case_alone(gateway, shown, about, "a payment that is disputed already", at)
        return None
    dispute = Dispute.objects.create(
        reference=new_reference(),
        payment=payment,
        gateway=gateway,
        gateway_ref=shown.ref,
        state=shown.state,
        reason=shown.reason[:60],
        currency=shown.currency,
        amount_minor=shown.amount_minor,
        respond_by=shown.respond_by,
        opened_at=shown.opened_at,
        changed_at=shown.updated_at,
        closed_at=at if shown.state in DECIDED else None,
    )
    follow_dispute(dispute, about, before=None, at=at, actor="system", channel="worker")
    return dispute


def _case_alone(
    gateway: str, shown: GatewayDispute, about: Disputed | None, what: str, at: datetime
) -> None:
    key = f"gateway_dispute:{gateway}:{shown.ref}"
    if Case.objects.filter(key=key).exists():
        return
    open_case(
        "gateway_dispute",
        about.subscription if about else None,
        at=at,
        invoice=about.invoice if about else None,
        key=key,
        due_at=shown.respond_by,
        message=f"{shown.ref}, {shown.state}: {what}. Answer it at the gateway.",
    )
