"""A visit to the gateway's page is over: the card is kept on file, and nothing is charged to it."""

from datetime import datetime

from django.db import transaction

from fairwell.domain.payments import CardSetupAnswer
from fairwell.models import CardSetup, PaymentMethod


@transaction.atomic(durable=True)
def keep_buyers_card(
    *,
    setup_id: int,
    answer: CardSetupAnswer,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> CardSetup:
    """Record what the gateway said of the visit, and return it; told again, nothing changes.

    What the customer has already goes on being charged as before.
    """
    del actor, channel, idempotency_key  # a visit is over once
    setup = CardSetup.objects.select_for_update().get(pk=setup_id)
    if setup.state != "open" or answer.state == "open":
        return setup
    brought = answer.method
    if brought is not None:
        setup.method, _ = PaymentMethod.objects.get_or_create(
            gateway=setup.gateway,
            method_ref=brought.method_ref,
            customer_id=setup.customer_id,
            defaults={
                "brand": brought.brand,
                "last4": brought.last4,
                "expires_month": brought.expires_month,
                "expires_year": brought.expires_year,
            },
        )
    setup.state, setup.closed_at = answer.state, at
    setup.save(update_fields=["state", "closed_at", "method"])
    return setup
