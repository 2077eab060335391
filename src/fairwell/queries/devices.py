"""The devices that use a subscription, beside how many are covered."""

from dataclasses import dataclass
from datetime import datetime

from fairwell.domain.device import Seats
from fairwell.models import Device
from fairwell.queries.entitlements import devices_covered


@dataclass(frozen=True, slots=True)
class DevicesInUse:
    """The devices in use, the earliest first, and the seats that they take."""

    devices: tuple[Device, ...]
    seats: Seats


def devices_of(subscription_id: int, *, at: datetime) -> DevicesInUse:
    """The devices of one subscription, which the caller knows to be the asker's; two queries."""
    devices = tuple(
        Device.objects.filter(subscription=subscription_id, removed_at__isnull=True).order_by("pk")
    )
    covered = devices_covered(subscription_id, at=at)
    return DevicesInUse(devices, Seats(covered=covered, in_use=len(devices)))
