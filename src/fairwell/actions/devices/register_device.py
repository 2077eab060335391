"""Let one more device use a subscription, as long as one is free."""

import hashlib
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription
from fairwell.domain.device import LONGEST_FINGERPRINT, device_refusal
from fairwell.domain.refusal import RefusedError
from fairwell.models import Device
from fairwell.queries.devices import devices_of


@transaction.atomic(durable=True)
def register_device(
    *,
    subscription_id: int,
    name: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    fingerprint: str = "",
) -> Device:
    """Register the device and return it; one that is registered already is returned as it is.

    `fingerprint` is the product's own name for the machine. Without one it is made of the
    idempotency key, so that asking twice takes one seat. Raises RefusedError (devices_full,
    device_name, no_access); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    if not fingerprint:
        fingerprint = f"key-{hashlib.sha256(idempotency_key.encode()).hexdigest()[:32]}"
    fingerprint, name = fingerprint[:LONGEST_FINGERPRINT], " ".join(name.split())
    used = devices_of(subscription_id, at=at)
    for device in used.devices:
        if device.fingerprint == fingerprint:
            return device
    refusal = device_refusal(used.seats, name=name)
    if refusal is not None:
        raise RefusedError(refusal)
    device = Device.objects.create(
        subscription=subscription,
        name=name,
        fingerprint=fingerprint,
        registered_at=at,
        channel=channel,
    )
    append_event(
        subscription,
        "device_registered",
        at=at,
        actor=actor,
        channel=channel,
        data={"device": device.pk},
    )
    return device
