"""What is confirmed is sealed in the transaction that does it, so that neither exists alone."""

from datetime import datetime
from typing import Any

from django.conf import settings

from fairwell.models import (
    CancellationRequest,
    Refund,
    Statement,
    Subscription,
    Vendor,
)
from fairwell.proof.keys import KeyRing
from fairwell.proof.reference import new_reference
from fairwell.proof.seal import seal


def seal_statement(
    kind: str,
    subscription: Subscription,
    vendor: Vendor,
    *,
    language: str,
    at: datetime,
    content: dict[str, Any],
    reference: str | None = None,
    follows: str | None = None,
    cancellation: CancellationRequest | None = None,
    refund: Refund | None = None,
) -> Statement:
    """Write and seal one statement; `content` adds to what every statement says.

    `reference` is given where the deed already has one, as a cancellation does. `follows` names the
    statement's predecessor.
    """
    reference = reference or new_reference()
    customer, price = subscription.customer, subscription.price
    statement: dict[str, Any] = {
        "kind": kind,
        "reference": reference,
        "language": language,
        "issued_at": at.isoformat(),
        "vendor": {"name": vendor.name, "legal_name": vendor.legal_name},
        "customer": {"name": customer.name, "email": customer.email},
        "subscription": {
            "id": subscription.external_id,
            "product": price.plan.product.name,
            "plan": price.plan.tier,
            "term": price.term,
            "devices": price.devices * subscription.quantity,
        },
        **content,
    }
    if follows is not None:
        statement["follows"] = follows
    key = KeyRing.open(settings.SEAL_KEYS_DIR, at=at).current
    document = seal(statement, key, sealed_at=at)
    return Statement.objects.create(
        reference=reference,
        kind=kind,
        subscription=subscription,
        cancellation=cancellation,
        refund=refund,
        language=language,
        document=document.decode(),
        key_id=key.key_id,
        sealed_at=at,
    )
