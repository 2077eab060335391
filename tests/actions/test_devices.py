"""Devices: as many as are covered, one seat each, and a removed one makes room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fairwell.actions.devices.register_device import register_device
from fairwell.actions.devices.remove_device import remove_device
from fairwell.models import Device, Subscription
from fairwell.queries.devices import devices_of
from tests import deeds
from tests.cast import NOW, Cast
from tests.threads import at_once


def register(subscription: Subscription, name: str = "Laptop", **more: Any) -> Device:
    said = {"idempotency_key": name, "at": NOW, **deeds.PORTAL, **more}
    return register_device(subscription_id=subscription.pk, name=name, **said)


def remove(subscription: Subscription, device: Device, **more: Any) -> Device:
    said = {"idempotency_key": "x", "at": NOW, **deeds.PORTAL, **more}
    return remove_device(subscription_id=subscription.pk, device_id=device.pk, **said)


def test_a_device_takes_a_seat_and_gives_it_back(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    laptop = register(anna, "  Anna's   laptop ")

    assert (laptop.name, laptop.registered_at, laptop.channel) == ("Anna's laptop", NOW, "portal")
    assert devices_of(anna.pk, at=NOW).seats.free == 4
    assert remove(anna, laptop).removed_at == NOW
    assert devices_of(anna.pk, at=NOW).devices == ()
    assert deeds.history(anna)[-2:] == ["device_registered", "device_removed"]
    assert deeds.violations() == []


def test_one_more_than_is_covered_is_refused_in_numbers(cast: Cast) -> None:
    anna = cast.subscriber("anna", price="price_month_usd")
    first, *_ = [register(anna, f"Machine {n}") for n in range(3)]

    refusal = deeds.refusal(lambda: register(anna, "Machine 4"))

    assert (refusal.code, dict(refusal.params)) == ("devices_full", {"covered": 3, "in_use": 3})
    remove(anna, first)
    assert register(anna, "Machine 4").removed_at is None


def test_the_same_device_takes_one_seat(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    assert register(anna, key_once := "Laptop") == register(anna, key_once)
    one = register(anna, "Desk", fingerprint="mac-1", idempotency_key="p")
    assert one == register(anna, "Desk again", fingerprint="mac-1", idempotency_key="q")
    assert Device.objects.count() == 2


def test_a_device_that_was_removed_may_come_back(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    first = register(anna, fingerprint="mac-1")
    remove(anna, first)

    assert remove(anna, first) == first
    again = register(anna, fingerprint="mac-1")
    assert again != first
    assert again.removed_at is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_device_needs_a_name(cast: Cast, name: str) -> None:
    anna = cast.subscriber("anna")

    assert deeds.refusal(lambda: register(anna, name)).code == "device_name"


def test_without_access_no_device_is_added(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    later = NOW + timedelta(minutes=1)
    laptop = register(anna)
    deeds.leave(anna, "now", at=later)

    assert deeds.refusal(lambda: register(anna, "Desk", at=later)).code == "no_access"
    assert remove(anna, laptop, at=later).removed_at == later


def test_somebody_elses_device_is_none_of_mine(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    his = register(bob)

    assert deeds.refusal(lambda: remove(anna, his)).code == "device_unknown"


def test_two_devices_for_the_last_seat(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna", price="price_month_usd")
    for n in range(2):
        register(anna, f"Machine {n}")
    doers: list[Callable[[], object]] = [lambda n=n: register(anna, f"Late {n}") for n in range(8)]

    answers = at_once(doers)

    made = [one for one in answers if isinstance(one, Device)]
    assert len(made) == 1
    assert {one.refusal.code for one in answers if not isinstance(one, Device)} == {"devices_full"}
    assert Device.objects.count() == 3
    assert deeds.history(anna).count("device_registered") == 3


def test_eight_requests_for_the_same_device(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna")

    answers = at_once([lambda: register(anna, fingerprint="mac-1")] * 8)

    assert set(answers) == {Device.objects.get()}
