"""Take a device off a subscription, which makes room for another."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Device


@transaction.atomic(durable=True)
def remove_device(
    *,
    subscription_id: int,
    device_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Device:
    """Remove the device and return it; removed before, it is returned as it is.

    Raises RefusedError (device_unknown) where the subscription never had it.
    """
    del idempotency_key  # a removed device stays removed: the state is the key
    subscription = locked_subscription(subscription_id)
    device = Device.objects.filter(subscription=subscription, pk=device_id).first()
    if device is None:
        raise RefusedError(Refusal("device_unknown"))
    if device.removed_at is not None:
        return device
    device.removed_at = at
    device.save(update_fields=["removed_at"])
    append_event(
        subscription,
        "device_removed",
        at=at,
        actor=actor,
        channel=channel,
        data={"device": device.pk},
    )
    return device
