"""Devices: a list, one more by its name, one less by a button."""

from fairwell.models import Device
from tests.cast import Cast
from tests.web.portal.browsing import SignIn, text


def test_one_more_and_one_less(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    path = f"/account/subscriptions/{anna.pk}/devices/"

    assert "Guard Plus: 0 of 5 in use. No device is registered yet." in text(browser.get(path))
    browser.post(path, {"name": "Laptop", "key": "k1"})
    browser.post(path, {"name": "Laptop", "key": "k1"})

    said = text(browser.get(path))
    assert "1 of 5 in use. Laptop since November 21, 2026 Remove" in said
    assert "1 of 5 in use See devices" in text(browser.get(f"/account/subscriptions/{anna.pk}/"))
    browser.post(path, {"remove": str(Device.objects.get().pk)})
    assert "0 of 5 in use" in text(browser.get(path))


def test_the_last_seat_is_said_to_be_taken(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna", price="price_month_usd")
    browser = sign_in(anna)
    path = f"/account/subscriptions/{anna.pk}/devices/"
    for n in range(3):
        browser.post(path, {"name": f"Machine {n}", "key": f"k{n}"})

    assert "All of them are in use. Remove one to make room for another." in text(browser.get(path))
    page = browser.post(path, {"name": "One more", "key": "k9"})

    assert page.status_code == 409
    assert "All 3 devices are in use: 3 are registered. Remove one first" in text(page)
    assert Device.objects.count() == 3


def test_a_device_needs_a_name(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post(f"/account/subscriptions/{anna.pk}/devices/", {"key": "k"})

    assert page.status_code == 422
    assert "Enter a name that you know the device by." in text(page)


def test_a_device_that_is_not_there_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    for number in ("999", "x", "²"):
        page = browser.post(f"/account/subscriptions/{anna.pk}/devices/", {"remove": number})
        assert page.status_code == 409
        assert "This subscription has no such device." in text(page)
