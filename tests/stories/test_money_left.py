"""Money left over: credit goes back after the end, and a VAT number is looked up when asked."""

import os
from collections.abc import Callable, Iterator

import pytest

from fairwell.gateways.vat_numbers.vies.simulator import Trader, ViesSimulator
from fairwell.models import Customer, Refund
from tests import changing
from tests.actions.leaving import ANNAS_CREDIT, with_credit
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]

NUMBER = "DE123456788"


@pytest.fixture(scope="module", autouse=True)
def register() -> Iterator[ViesSimulator]:
    """The register that the product's processes ask; it knows one trader."""
    with ViesSimulator({NUMBER: Trader("Vogt GmbH")}) as register:
        told = {"FAIRWELL_VAT_REGISTER": "vies", "FAIRWELL_VAT_REGISTER_URL": register.url}
        os.environ.update(told)
        yield register
        for name in told:
            del os.environ[name]


def test_anna_leaves_with_credit_and_gets_it_back(product: Product, person: Make) -> None:
    anna = with_credit(product.cast)
    product.tell_bank()
    her = person()
    her.sign_in("anna@mail.example")
    her.go(f"/account/subscriptions/{anna.pk}/cancel/")
    assert "You have a credit of $57.51. It is not lost" in her.text()
    her.look("choices")
    her.page.get_by_role("radio", name="now").first.check()
    her.press("^continue$")
    her.page.wait_for_url("**/quotes/**")
    assert "Your credit $57.51 It goes back the way you paid." in her.text()
    her.look("review")
    her.press("^confirm cancellation$")
    her.page.wait_for_url("**/confirmations/**")
    assert "Your credit of $57.51 goes back the way you paid" in her.text()
    her.look("confirmed")

    product.forward(minutes=16)

    wait_until(lambda: Refund.objects.filter(state="succeeded").exists())
    assert Refund.objects.get().total_minor == ANNAS_CREDIT
    assert changing.credit(anna) == 0
    assert product.letter("anna@mail.example", "Your credit of $57.51 is being paid back")
    assert product.letter("anna@mail.example", "Your credit of $57.51 has been paid back")
    her.go(f"/account/subscriptions/{anna.pk}/")
    assert "Credit of $57.51 paid back" in her.text()
    product.assert_books_hold()


def test_vera_has_her_firms_number_checked(
    product: Product, person: Make, register: ViesSimulator
) -> None:
    vera = product.cast.subscriber("vera", country="DE", language="de")
    Customer.objects.filter(pk=vera.customer_id).update(vat_number=NUMBER, consumer=False)
    her = person("de-DE")
    her.sign_in("vera@mail.example")
    her.go("/account/details/")
    assert "Noch nicht geprüft: Steuer wird berechnet." in her.text()
    her.look("unchecked")
    register.order_fault("MS_UNAVAILABLE")
    her.press("^meine ust-idnr. prüfen$")
    assert "Wir fragen das Register" in her.text()

    def shows(words: str) -> bool:
        her.go("/account/details/")
        return words in her.text()

    wait_until(lambda: shows("Das Register antwortet zurzeit nicht."))
    her.look("silent")
    product.forward(minutes=2)
    wait_until(lambda: shows("Gültig: Das Register kannte sie am 21. November 2026."))
    her.look("valid")


def test_ulf_saves_a_number_that_the_register_does_not_know(product: Product, person: Make) -> None:
    product.cast.subscriber("ulf", country="DE")
    his = person()
    his.sign_in("ulf@mail.example")
    his.go("/account/details/")
    his.click("^change$")
    his.page.get_by_label("Name or firm").fill("Ulf Textil GmbH")
    his.page.get_by_label("I buy as a business").check()
    his.page.get_by_label("VAT number").fill("DE136695976")
    his.press("^save$")

    def shows(words: str) -> bool:
        his.go("/account/details/")
        return words in his.text()

    wait_until(lambda: shows("Not valid: the register did not know it on November 21, 2026."))
    assert "Check my VAT number again" in his.text()
    his.look("invalid")
