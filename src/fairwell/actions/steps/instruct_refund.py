"""Promise money back: reserve it, write attempts down, leave the call to the worker."""

from datetime import datetime
from typing import Any

from django.db.models import F

from fairwell.actions.steps.move_money import move_money
from fairwell.actions.steps.promise import promise
from fairwell.actions.steps.state_content import refund_of
from fairwell.domain.refund_decision import RefundDecision, RefundLine
from fairwell.models import (
    CancellationRequest,
    Payment,
    PaymentAttempt,
    Refund,
    RefundAllocation,
    RefundQuote,
    Subscription,
)
from fairwell.proof.reference import new_reference


def instruct_refund(
    subscription: Subscription,
    decision: RefundDecision,
    *,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    cancellation: CancellationRequest | None = None,
    quote: RefundQuote | None = None,
    reason_code: str = "",
    reason_text: str = "",
) -> Refund:
    """Write the refund of a locked subscription as `approved`, one allocation per payment.

    The reservation is a CHECK on the payment: promising more than was captured is impossible.
    """
    refund = Refund.objects.create(
        reference=new_reference(),
        subscription=subscription,
        cancellation=cancellation,
        quote=quote,
        currency=decision.currency,
        total_minor=decision.total_minor,
        state="approved",
        reason_code=reason_code,
        reason_text=reason_text,
        decision=decision.as_dict(),
        expected_from=decision.pay_from,
        expected_by=decision.pay_by,
        idempotency_key=idempotency_key,
        instructed_at=at,
        actor=actor,
        channel=channel,
    )
    lines = [line for line in decision.lines if line.refund_minor]
    payments = Payment.objects.in_bulk([line.payment_id for line in lines])
    for line in lines:
        _allocate(refund, line, payments[line.payment_id], at)
    return refund


def instructed_event(refund: Refund, decision: RefundDecision) -> tuple[str, dict[str, Any]]:
    """The event that tells of the promise."""
    return "refund_instructed", {
        "refund": refund.reference,
        "total_minor": refund.total_minor,
        "currency": refund.currency,
        "orders": [line.order_number for line in decision.lines if line.refund_minor],
        **refund_of(refund),
    }


def _allocate(refund: Refund, line: RefundLine, payment: Payment, at: datetime) -> None:
    # No lock is needed: a CHECK on the row refuses to reserve more than was captured.
    Payment.objects.filter(pk=payment.pk).update(
        refund_reserved_minor=F("refund_reserved_minor") + line.refund_minor
    )
    finding = line.finding
    allocation = RefundAllocation.objects.create(
        refund=refund,
        payment=payment,
        amount_minor=line.refund_minor,
        rule_id=f"{finding.pack_id}/{finding.rule_id}" if finding else "",
    )
    attempt = PaymentAttempt.objects.create(
        kind="refund",
        allocation=allocation,
        gateway=payment.gateway,
        idempotency_key=f"refund-{refund.reference}-{payment.pk}-1",
        currency=payment.currency,
        amount_minor=line.refund_minor,
        created_at=at,
    )
    move_money("refund_instructed", allocation, at=at)
    promise("refund", attempt.pk, key=f"refund:{attempt.pk}", at=at)
