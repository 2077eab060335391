"""A VAT number and the register: how it stands in plain words, and a button to ask anew."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from fairwell.actions.people.record_vat_check import record_vat_check
from fairwell.domain.tax import VatNumberAnswer
from fairwell.models import Customer, OutboxEntry, Subscription
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, text

NUMBER = "DE123456788"


@pytest.fixture
def lena(cast: Cast, settings: Settings) -> Subscription:
    """A firm whose number was taken over and never looked up; this system asks the register."""
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"vat_register": "vies"})
    lena = cast.subscriber("lena", country="DE")
    Customer.objects.update(vat_number=NUMBER, consumer=False)
    return lena


def press(sign_in: SignIn, lena: Subscription, customer: int | None = None) -> HttpResponse:
    path = f"/account/details/{customer or lena.customer_id}/vat-number/"
    return sign_in(lena).post(path, follow=True)


def answered(state: str, *, done: bool = True) -> None:
    """What the register said at once, and whether it is asked again by itself."""
    said = VatNumberAnswer(state=state, checked_at=NOW)  # type: ignore[arg-type]
    customer = Customer.objects.get()
    record_vat_check(customer_id=customer.pk, number=NUMBER, answer=said, at=NOW)
    if done:
        OutboxEntry.objects.update(done_at=NOW)


def shown(sign_in: SignIn, lena: Subscription, language: str = "en") -> str:
    browser = sign_in(lena)
    browser.cookies["django_language"] = language
    return text(browser.get("/account/details/"))


def test_one_that_was_never_checked_can_be_checked(lena: Subscription, sign_in: SignIn) -> None:
    said = shown(sign_in, lena)
    assert f"{NUMBER} Not checked yet: tax is charged. Check my VAT number" in said

    page = text(press(sign_in, lena))

    assert OutboxEntry.objects.get(topic="vat_number").subject_id == lena.customer_id
    assert f"{NUMBER} Being checked: we are asking the register." in page
    assert "Check my VAT number" not in page


def test_pressed_twice_it_is_asked_once(lena: Subscription, sign_in: SignIn) -> None:
    press(sign_in, lena)
    press(sign_in, lena)

    assert OutboxEntry.objects.filter(topic="vat_number").count() == 1


@pytest.mark.parametrize(
    ("state", "done", "words", "again"),
    [
        ("valid", True, "Valid: the register knew it on November 21, 2026.", False),
        ("invalid", True, "Not valid: the register did not know it on November 21, 2026.", True),
        ("unknown", False, "The register does not answer at the moment. We go on asking", False),
        ("unknown", True, "The register did not answer, so the number counts as not", True),
    ],
)
def test_what_the_register_said_is_told_in_plain_words(
    lena: Subscription, sign_in: SignIn, state: str, done: bool, words: str, again: bool
) -> None:
    press(sign_in, lena)
    answered(state, done=done)

    said = shown(sign_in, lena)

    assert words in said
    assert ("Check my VAT number again" in said) is again


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("valid", "Gültig: Das Register kannte sie am 21. November 2026."),
        ("invalid", "Ungültig: Das Register kannte sie am 21. November 2026 nicht."),
        ("unknown", "Das Register hat nicht geantwortet"),
    ],
)
def test_in_german_too(lena: Subscription, sign_in: SignIn, state: str, words: str) -> None:
    answered(state)

    assert words in shown(sign_in, lena, "de")


def test_a_silent_register_takes_no_valid_number_away(lena: Subscription, sign_in: SignIn) -> None:
    answered("valid")
    answered("unknown")

    assert "Valid: the register knew it" in shown(sign_in, lena)


def test_another_number_is_not_told_the_answers_of_the_old_one(
    lena: Subscription, sign_in: SignIn
) -> None:
    answered("invalid")
    Customer.objects.update(vat_number="DE136695976")

    assert "DE136695976 Not checked yet" in shown(sign_in, lena)


def test_nobody_has_anothers_number_looked_up(
    cast: Cast, lena: Subscription, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    assert press(sign_in, anna, lena.customer_id).status_code == 404
    assert press(sign_in, anna).status_code == 200
    assert not OutboxEntry.objects.exists()


def test_it_is_asked_by_pressing_only(lena: Subscription, sign_in: SignIn) -> None:
    path = f"/account/details/{lena.customer_id}/vat-number/"

    assert sign_in(lena).get(path)["Location"] == "/account/details/"
    assert not OutboxEntry.objects.exists()


def test_the_promise_is_for_today(lena: Subscription, sign_in: SignIn) -> None:
    press(sign_in, lena)

    assert OutboxEntry.objects.get().objective_at == NOW + timedelta(days=1)
