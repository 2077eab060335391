"""Write down that a refund is about to be sent, before it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from fairwell.actions.steps.move_money import move_money
from fairwell.domain.payments import AttemptState, Sent, may_send, must_ask, next_state
from fairwell.models import PaymentAttempt, Refund

ASK_FIRST_AFTER = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundOrder:
    """What the worker takes to the gateway.

    `send`: it was just written down as submitted, so it may be sent. `ask`: it was sent before and
    its outcome is not known. Neither: it is settled and nothing is to be done; or it is `held`, as
    a bank was asked to take the same payment back, and promised again when that is decided.
    """

    attempt_id: int
    gateway: str
    payment_ref: str
    gateway_ref: str | None
    amount_minor: int
    currency: str
    idempotency_key: str
    send: bool
    ask: bool
    held: bool = False


@transaction.atomic(durable=True)
def submit_refund_attempt(*, attempt_id: int, at: datetime) -> RefundOrder:
    """Move an attempt from `init` to `submitted`; for one already there, say that it must be asked.

    Raises PaymentAttempt.DoesNotExist.
    """
    attempt = (
        PaymentAttempt.objects.select_for_update(of=("self",))
        .select_related("allocation__payment", "allocation__refund")
        .get(pk=attempt_id, kind="refund")
    )
    allocation = attempt.allocation
    assert allocation is not None
    state = cast("AttemptState", attempt.state)
    held = may_send(state) and allocation.payment.disputed
    first = may_send(state) and not held
    # A backup that was restored holds attempts as not sent that were: after a gateway has
    # forgotten their keys, they are asked about before they are sent.
    known_at = attempt.ask_at or attempt.created_at
    send = first and at - known_at < ASK_FIRST_AFTER
    if first:
        attempt.state, attempt.submitted_at = next_state(state, Sent()), at
        attempt.save(update_fields=["state", "submitted_at"])
        if not allocation.transfers.filter(kind="refund_submitted").exists():
            move_money("refund_submitted", allocation, at=at)
        Refund.objects.filter(pk=allocation.refund_id, state="approved").update(state="submitted")
    return RefundOrder(
        attempt_id=attempt.pk,
        gateway=attempt.gateway,
        payment_ref=allocation.payment.gateway_ref,
        gateway_ref=attempt.gateway_ref,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        idempotency_key=attempt.idempotency_key,
        send=send,
        ask=not send and (first or must_ask(state)),
        held=held,
    )
