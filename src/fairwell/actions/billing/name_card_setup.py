"""Write down what the gateway calls a visit to its page, so that it can be asked about it."""

from datetime import datetime

from django.db import transaction

from fairwell.models import CardSetup


@transaction.atomic(durable=True)
def name_card_setup(
    *,
    setup_id: int,
    setup_ref: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> None:
    """Keep the gateway's reference of an open visit; a second one does not take its place."""
    del at, actor, channel, idempotency_key  # a visit has one name, given once
    CardSetup.objects.filter(pk=setup_id, state="open", setup_ref="").update(setup_ref=setup_ref)
