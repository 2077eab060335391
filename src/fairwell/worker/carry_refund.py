"""Carries a refund to the gateway: written down, sent once, asked about, never sent blindly."""

from datetime import datetime

from django.conf import settings

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.submit_refund_attempt import RefundOrder, submit_refund_attempt
from fairwell.domain.payments import GatewayAnswer, NotDone, Unknown
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import (
    GatewayRejected,
    GatewayUnknown,
    GatewayUnreachable,
    PaymentGateway,
)
from fairwell.models import OutboxEntry
from fairwell.worker.outcome import Carried


def carry_refund(entry: OutboxEntry, at: datetime) -> Carried:
    """One step of one refund attempt; the promise is kept when the attempt has an outcome.

    The order of things is the protocol: the attempt is committed as submitted, the call is made
    outside any transaction, the outcome is committed. An attempt found submitted or unknown is
    asked about first; only the gateway's word that it has no trace makes it sendable again.
    """
    order = submit_refund_attempt(attempt_id=entry.subject_id, at=at)
    if not order.send and not order.ask:
        return Carried(error="Held: the payment is disputed." if order.held else "")
    gateway = payment_gateway(
        order.gateway,
        url=settings.ENVIRONMENT.sandbox_url,
        timeout_s=settings.ENVIRONMENT.gateway_timeout_s,
    )
    news = _ask(gateway, order, at) if order.ask else _send(gateway, order, at)
    again_at = record_refund_outcome(attempt_id=order.attempt_id, news=news, at=at)
    return Carried(again_at, news.reason if isinstance(news, Unknown | NotDone) else "")


def _send(
    gateway: PaymentGateway, order: RefundOrder, at: datetime
) -> GatewayAnswer | Unknown | NotDone:
    try:
        return gateway.refund(
            payment_ref=order.payment_ref,
            amount_minor=order.amount_minor,
            currency=order.currency,
            idempotency_key=order.idempotency_key,
            at=at,
        )
    except GatewayUnreachable as unreachable:
        return NotDone(str(unreachable))
    except GatewayUnknown as unknown:
        return Unknown(str(unknown))
    except GatewayRejected as rejected:
        return _refused(rejected)


def _ask(
    gateway: PaymentGateway, order: RefundOrder, at: datetime
) -> GatewayAnswer | Unknown | NotDone:
    try:
        answer = gateway.find_refund(
            idempotency_key=order.idempotency_key,
            gateway_ref=order.gateway_ref,
            payment_ref=order.payment_ref,
            at=at,
        )
    except GatewayUnknown as unknown:
        return Unknown(str(unknown))
    except GatewayRejected as rejected:
        return Unknown(f"{rejected.code}: {rejected}")
    return NotDone("The gateway has no trace of it.") if answer is None else answer


def _refused(rejected: GatewayRejected) -> GatewayAnswer:
    """A request the gateway calls wrong did nothing and never will: a person must look."""
    return GatewayAnswer(
        outcome="failed",
        gateway_ref="",
        failure_code=f"rejected_{rejected.code}"[:60],
        hard=True,
        message=str(rejected),
    )
