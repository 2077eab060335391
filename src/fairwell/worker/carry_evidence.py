"""Carries our answer to a dispute to the gateway: the evidence, or that we concede."""

from datetime import datetime, timedelta

from django.conf import settings

from fairwell.actions.billing.record_dispute_answer import record_dispute_answer
from fairwell.actions.steps.promise_answer import CONCESSION
from fairwell.domain.disputes import GatewayDispute, may_answer
from fairwell.gateways.paper.evidence_pdf import evidence_pdf, evidence_summary
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import (
    GatewayError,
    GatewayRejected,
    PaymentGateway,
)
from fairwell.models import Dispute, OutboxEntry
from fairwell.queries.evidence import evidence_view
from fairwell.worker.outcome import Carried, later

_OVERLAP = timedelta(days=1)


def carry_evidence(entry: OutboxEntry, at: datetime) -> Carried:
    """Send one answer. What may have arrived is looked up first, then sent under the same key.

    The evidence is that of the moment at which it was promised, so that a second try says the same.
    """
    dispute = Dispute.objects.select_related("payment").get(pk=entry.subject_id)
    if entry.key != f"evidence:{dispute.evidence_key}":
        return Carried()
    gateway = payment_gateway(
        dispute.gateway,
        url=settings.ENVIRONMENT.sandbox_url,
        timeout_s=settings.ENVIRONMENT.gateway_timeout_s,
    )
    try:
        shown = _answered(gateway, dispute, at) if entry.tries > 1 else None
        shown = shown or _send(gateway, dispute, entry.promised_at, at)
    except GatewayRejected as rejected:
        return _refused(gateway, dispute, rejected, entry, at)
    except GatewayError as away:
        return later(entry.tries, at, str(away))
    record_dispute_answer(dispute_id=dispute.pk, shown=shown, at=at)
    return Carried()


def _send(
    gateway: PaymentGateway, dispute: Dispute, as_of: datetime, at: datetime
) -> GatewayDispute:
    if dispute.evidence_key.startswith(CONCESSION):
        return gateway.concede_dispute(
            dispute_ref=dispute.gateway_ref, idempotency_key=dispute.evidence_key, at=at
        )
    view = evidence_view(dispute, as_of=as_of)
    return gateway.submit_evidence(
        dispute_ref=dispute.gateway_ref,
        pdf=evidence_pdf(view),
        summary=evidence_summary(view),
        idempotency_key=dispute.evidence_key,
        at=at,
    )


def _answered(gateway: PaymentGateway, dispute: Dispute, at: datetime) -> GatewayDispute | None:
    """The dispute as the gateway shows it, where no answer is due any more; else None."""
    listed = gateway.list_disputes(since=dispute.opened_at - _OVERLAP, at=at)
    shown = next((one for one in listed if one.ref == dispute.gateway_ref), None)
    return None if shown is None or may_answer(shown.state) else shown


def _refused(
    gateway: PaymentGateway,
    dispute: Dispute,
    rejected: GatewayRejected,
    entry: OutboxEntry,
    at: datetime,
) -> Carried:
    """A refusal may only mean that the first try arrived after all."""
    try:
        shown = _answered(gateway, dispute, at)
    except GatewayError as away:
        return later(entry.tries, at, f"{rejected}; {away}")
    arrived = shown is not None and shown.state == "under_review"
    record_dispute_answer(
        dispute_id=dispute.pk,
        shown=shown if arrived else None,
        refused=f"{rejected.code}: {rejected}",
        at=at,
    )
    return Carried(error=str(rejected))
