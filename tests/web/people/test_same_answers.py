"""Whether an address has an account is nobody's business: every door answers both alike."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from fairwell.models import Notice
from tests.cast import Cast

Seen = Callable[[HttpResponse, str], tuple[int, str]]
KNOWN, UNKNOWN = "ada@mail.example", "nobody@mail.example"


@pytest.mark.parametrize(
    ("door", "field", "more"),
    [
        ("/accounts/login/", "login", {"password": "not the password"}),
        ("/accounts/password/reset/", "email", {}),
        ("/accounts/login/code/", "email", {}),
        ("/accounts/start/", "email", {}),
    ],
)
def test_known_and_unknown_addresses_see_the_same(
    cast: Cast, seen: Seen, door: str, field: str, more: dict[str, str]
) -> None:
    cast.subscriber("ada")
    answers = [
        (response.redirect_chain, seen(response, address))
        for address in (KNOWN, UNKNOWN)
        for response in [Client().post(door, {field: address, **more}, follow=True)]
    ]
    assert answers[0] == answers[1]
    assert answers[0][1][0] == 200


def test_a_wrong_code_is_answered_alike(cast: Cast, seen: Seen) -> None:
    cast.subscriber("ada")
    answers = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        client.post("/accounts/login/code/", {"email": address})
        wrong = client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"}, follow=True)
        answers.append(seen(wrong, address))
    assert answers[0] == answers[1]
    assert "This is not the code we sent." in answers[0][1]


def test_only_the_known_address_gets_mail(cast: Cast) -> None:
    cast.subscriber("ada")
    for door in ("/accounts/password/reset/", "/accounts/login/code/"):
        for address in (KNOWN, UNKNOWN):
            Client().post(door, {"email": address})
    assert set(Notice.objects.values_list("to_email", flat=True)) == {KNOWN}


def test_a_wrong_password_is_answered_in_plain_words(cast: Cast, client: Client) -> None:
    cast.subscriber("ada")
    page = client.post("/accounts/login/", {"login": KNOWN, "password": "no"}).content.decode()
    assert "The address and the password do not match." in page
