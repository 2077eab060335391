"""A second proof is asked for in its owner's terms, and a passkey that fails says so."""

import json
from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from fairwell.models import User
from tests.cast import Cast

AT_SIGN_IN = "/accounts/2fa/authenticate/"
# What a browser posts for a passkey that nobody has added.
_CLIENT = json.dumps({"type": "webauthn.get", "challenge": "AAAA", "origin": "http://localhost"})
STRANGE = json.dumps(
    {
        "type": "public-key",
        "id": "AAAA",
        "rawId": "AAAA",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": urlsafe_b64encode(_CLIENT.encode()).decode().rstrip("="),
            "authenticatorData": "A" * 50,
            "signature": "AAAA",
            "userHandle": None,
        },
    }
)


@pytest.fixture
def ada(cast: Cast) -> User:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    return user


def give_password(client: Client, user: User) -> str:
    """The page of the second step."""
    first = {"login": user.email, "password": "correct horse battery"}
    return client.post("/accounts/login/", first, follow=True).content.decode()


def test_with_an_app_its_code_is_asked_for_and_no_passkey(ada: User, client: Client) -> None:
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    page = give_password(client, ada)
    assert "Enter the code that your authenticator app shows now" in page
    assert "passkey" not in page


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        (STRANGE, "We do not know this passkey"),
        ('{"id": "AAAA"}', "We do not know this passkey"),
        ('["rawId"]', "We do not know this passkey"),
        ("", "Passkeys need JavaScript"),
    ],
)
def test_a_passkey_that_fails_is_no_wrong_code(
    cast: Cast, client: Client, posted: str, told: str
) -> None:
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": posted}, follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"
    assert told in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("typed", ["000000", "12345678"])
def test_a_wrong_code_says_what_to_do(ada: User, client: Client, typed: str) -> None:
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    give_password(client, ada)
    page = client.post(AT_SIGN_IN, {"code": typed}).content.decode()
    assert "This code does not match. Wait for the app’s next one." in page
    assert '<a href="#id_code">' in page
    assert "_auth_user_id" not in client.session
