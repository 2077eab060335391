"""Begin a visit to the gateway's own page, where somebody leaves a card to buy with."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fairwell.models import CardSetup, Customer


@transaction.atomic(durable=True)
def start_buyers_card(
    *, customer_id: int, at: datetime, actor: str, channel: str, idempotency_key: str
) -> CardSetup:
    """Write the visit down before the gateway is asked for its page; the same key, the same visit.

    The card will be kept on file and nothing charged to it. Raises Customer.DoesNotExist.
    """
    del actor, channel  # nothing changes until something is bought
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    setup, _ = CardSetup.objects.get_or_create(
        token=idempotency_key,
        customer=customer,
        defaults={"gateway": settings.ENVIRONMENT.payments, "opened_at": at},
    )
    return setup
