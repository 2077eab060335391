"""Who to be in the demonstration: listed with what they show, signed in by one click."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from fairwell.models import Subscription
from tests.cast import Cast

in_a_demo = pytest.mark.urls("tests.web.demo.urls")
PASSWORD = "leaving-should-be-easy"
OLIVER = "oliver.nash@mail.example"


@pytest.fixture
def oliver(cast: Cast) -> Subscription:
    """One of the demo's people, signed up as the demo does it."""
    made = cast.subscriber("oliver")
    user = made.customer.user
    assert user is not None
    user.email = OLIVER
    user.set_password(PASSWORD)
    user.save()
    return made


@in_a_demo
def test_those_who_are_here_are_listed_with_what_they_show(
    oliver: Subscription, client: Client
) -> None:
    page = client.get("/demo/").content.decode()

    assert "Overdue: card declined twice" in page
    assert OLIVER in page
    assert PASSWORD in page
    assert "Grace Holloway" not in page, "she has no account here"
    assert "/demo/mail/?to=oliver.nash%40mail.example" in page


@in_a_demo
def test_what_they_show_is_told_in_german_too(oliver: Subscription, client: Client) -> None:
    page = client.get("/demo/", headers={"accept-language": "de"}).content.decode()

    assert "Überfällig: Karte zweimal abgelehnt" in page


@in_a_demo
def test_one_click_signs_in_as_somebody_else(oliver: Subscription, client: Client) -> None:
    answer = client.post("/demo/sign-in/", {"email": OLIVER})

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert "Guard Plus" in client.get("/account/").content.decode()


@in_a_demo
@pytest.mark.parametrize("email", ["anna@mail.example", "grace.holloway@mail.example", ""])
def test_nobody_else_can_be_taken_for(cast: Cast, client: Client, email: str) -> None:
    anna = cast.subscriber("anna")
    client.force_login(anna.customer.user)

    assert client.post("/demo/sign-in/", {"email": email}).status_code == 404
    assert client.get("/account/").status_code == 200, "anna stays signed in"


@in_a_demo
def test_somebody_of_that_name_with_another_password_is_left_alone(
    oliver: Subscription, client: Client
) -> None:
    user = oliver.customer.user
    assert user is not None
    user.set_password("a word of their own")
    user.save()

    assert client.post("/demo/sign-in/", {"email": OLIVER}).status_code == 404


def test_outside_a_demo_there_is_no_such_page(cast: Cast, client: Client) -> None:
    assert client.get("/demo/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:people")
