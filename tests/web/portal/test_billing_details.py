"""Billing details: new invoices are made out to them, and what cannot be is said at its field."""

import pytest
from django.http import HttpResponse

from fairwell.models import BillingDetails, Customer, OutboxEntry, Subscription
from tests.cast import Cast
from tests.web.portal.browsing import SignIn, text

GOOD = {"name": "Lena Brandt", "address": " Gartenweg 5 \n\n04109 Leipzig", "country": "DE"}


def path_of(subscription: Subscription) -> str:
    """The form of its customer."""
    return f"/account/details/{subscription.customer_id}/billing/"


def send(sign_in: SignIn, subscription: Subscription, **told: str) -> HttpResponse:
    """Fill the form in and send it."""
    return sign_in(subscription).post(path_of(subscription), {**GOOD, **told})


def test_a_new_version_is_written_and_shown(cast: Cast, sign_in: SignIn) -> None:
    lena = cast.subscriber("lena", country="DE")

    answer = send(sign_in, lena)

    assert (answer.status_code, answer["Location"]) == (303, "/account/details/")
    details = Customer.objects.get().billing_details
    assert details is not None
    assert (details.name, details.address) == ("Lena Brandt", "Gartenweg 5\n04109 Leipzig")
    assert "Lena Brandt Gartenweg 5 04109 Leipzig Change" in text(
        sign_in(lena).get("/account/details/")
    )


def test_the_form_comes_filled_with_what_we_know(cast: Cast, sign_in: SignIn) -> None:
    lena = cast.subscriber("lena", country="DE")
    send(sign_in, lena)

    body = sign_in(lena).get(path_of(lena)).content.decode()

    assert 'value="Lena Brandt"' in body
    assert "04109 Leipzig" in body
    assert '<option value="DE" selected>Germany</option>' in body


def test_a_vat_number_is_for_businesses_and_goes_to_the_register(
    cast: Cast, sign_in: SignIn
) -> None:
    firm = cast.subscriber("firm", country="FR")

    answer = send(sign_in, firm, country="FR", vat_number="fr 83 404 833 048", business="on")

    assert answer.status_code == 303
    customer = Customer.objects.get()
    assert (customer.vat_number, customer.vat_number_valid) == ("FR83404833048", False)
    assert not customer.consumer
    assert OutboxEntry.objects.filter(topic="vat_number", subject_id=customer.pk).count() == 1
    page = text(sign_in(firm).get("/account/details/"))
    assert "FR83404833048 Not checked: we do not look VAT numbers up here. Tax is charged." in page
    # Who buys as a business stays one: it is not asked again.
    assert "I buy as a business" not in text(sign_in(firm).get(path_of(firm)))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name": " "}, "Enter the name that invoices are made out to."),
        ({"country": ""}, "Choose the country."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"country": "US", "subdivision": ""}, "Enter the state or province in two letters."),
        ({"country": "US", "subdivision": "Nowhere"}, "Enter the state or province"),
        ({"vat_number": "DE123456788"}, "Only businesses have one"),
        ({"business": "on", "vat_number": "DE123456789"}, "This number cannot exist"),
        ({"business": "on", "vat_number": "DE12"}, "not written like a VAT number"),
        ({"business": "on", "vat_number": "FR83404833048"}, "no VAT number of that country"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    cast: Cast, sign_in: SignIn, told: dict[str, str], words: str
) -> None:
    lena = cast.subscriber("lena", country="DE")

    answer = send(sign_in, lena, **told)

    assert answer.status_code == 422
    assert words in text(answer)
    assert not BillingDetails.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"), [("ny", "US-NY"), ("US-NY", "US-NY"), ("New York", "US-NY")]
)
def test_a_state_is_understood_as_people_write_it(
    cast: Cast, sign_in: SignIn, typed: str, kept: str
) -> None:
    anna = cast.subscriber("anna")

    assert send(sign_in, anna, country="US", subdivision=typed).status_code == 303
    assert Customer.objects.get().subdivision == kept


def test_a_country_without_such_parts_keeps_none(cast: Cast, sign_in: SignIn) -> None:
    lena = cast.subscriber("lena", country="DE")

    send(sign_in, lena, subdivision="Sachsen")

    assert Customer.objects.get().subdivision == ""
