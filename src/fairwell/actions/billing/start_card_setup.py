"""Begin a visit to the gateway's own page, where a subscriber leaves another card."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fairwell.actions.steps.load import locked_subscription
from fairwell.models import CardSetup


@transaction.atomic(durable=True)
def start_card_setup(
    *,
    subscription_id: int,
    for_all: bool,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> CardSetup:
    """Write the visit down before the gateway is asked for its page; the same key, the same visit.

    The card will be for this subscription, or, `for_all`, for all that its customer has. Raises
    Subscription.DoesNotExist.
    """
    del actor, channel  # nothing changes until the card is there: its event names who brought it
    subscription = locked_subscription(subscription_id)
    token = idempotency_key or secrets.token_urlsafe(32)
    setup, _ = CardSetup.objects.get_or_create(
        token=token,
        customer_id=subscription.customer_id,
        defaults={
            "subscription": None if for_all else subscription,
            "gateway": subscription.method.gateway
            if subscription.method
            else settings.ENVIRONMENT.payments,
            "opened_at": at,
        },
    )
    return setup
