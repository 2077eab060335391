"""Record that a refund the card refused was paid another way, and close its case."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.move_money import move_money
from fairwell.actions.steps.settle_refund import settle_refund
from fairwell.models import Case, Payment, Refund, RefundAllocation


class NothingToRerouteError(ValueError):
    """No failed part of a refund has that case reference."""


@transaction.atomic(durable=True)
def reroute_refund(
    *,
    case_reference: str,
    evidence: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Refund:
    """Mark the failed part as paid by another route; `evidence` names the payment (bank reference).

    Raises NothingToRerouteError for an unknown or closed case.
    """
    del actor, channel, idempotency_key  # the open case is the key: it closes only once
    open_cases = Case.objects.filter(
        reference=case_reference, kind="refund_failed", state="open", allocation__isnull=False
    )
    owner = open_cases.values_list("allocation__refund__subscription_id", flat=True).first()
    # The subscription is locked first, as everywhere: two orders of locking could wait for ever.
    subscription = locked_subscription(owner) if owner is not None else None
    case = open_cases.select_for_update(of=("self",)).first()
    if subscription is None or case is None:
        raise NothingToRerouteError(
            f"No open case {case_reference} about a failed refund; `fairwell cases` lists them."
        )
    part = RefundAllocation.objects.select_related("payment", "refund").get(case=case)
    Payment.objects.filter(pk=part.payment_id).update(
        refund_reserved_minor=F("refund_reserved_minor") - part.amount_minor,
        refunded_minor=F("refunded_minor") + part.amount_minor,
    )
    part.state, part.settled_at = "rerouted", at
    part.save(update_fields=["state", "settled_at"])
    move_money("refund_rerouted", part, at=at)
    case.state, case.closed_at, case.resolution = "closed", at, evidence
    case.save(update_fields=["state", "closed_at", "resolution"])
    settle_refund(subscription, part.refund, at=at)
    return part.refund
