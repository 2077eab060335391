"""Every page about signing in wears the frame, has one heading, and says what it is."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from fairwell.models import User
from tests.cast import Cast

FOR_ALL = (
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/done/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/start/",
)
FOR_ADA = (
    "/accounts/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
)
FOR_ADA_ONCE_MORE = (
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
)
WITH_AN_APP = (
    "/accounts/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
)


def in_our_frame(page: str) -> bool:
    """One heading, a language, a main part, a title that ends in the vendor's name."""
    assert page.count("<h1") == 1
    assert '<html lang="en">' in page
    assert '<main id="main"' in page
    assert re.search(r"<title>[^<]+ – Quillfort Security</title>", page)
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page)
    return True


@pytest.fixture
def ada(cast: Cast, client: Client) -> User:
    user = cast.subscriber("ada").customer.user
    assert user is not None
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    return user


@pytest.mark.parametrize("path", FOR_ALL)
def test_pages_for_everybody(cast: Cast, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert in_our_frame(answer.content.decode())


@pytest.mark.parametrize("path", FOR_ADA)
def test_pages_for_ada(ada: User, client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert in_our_frame(answer.content.decode())


@pytest.mark.parametrize("path", FOR_ADA_ONCE_MORE)
def test_what_opens_the_account_asks_once_more(ada: User, client: Client, path: str) -> None:
    asked = client.get(path)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    answer = client.post(
        asked.headers["Location"], {"password": "correct horse battery"}, follow=True
    )
    assert answer.request["PATH_INFO"] == path
    assert in_our_frame(answer.content.decode())


def test_a_first_password_needs_the_passkey_once_more(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    key = {"name": "Phone", "credential": {}, "passwordless": True}
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data=key)
    client = Client()
    client.force_login(ada)
    wish = {"password1": "a quiet lighthouse", "password2": "a quiet lighthouse"}
    answer = client.post("/accounts/password/set/", wish)
    assert answer.headers["Location"] == "/accounts/password/set/"
    asked = client.get("/accounts/password/set/").headers["Location"]
    assert asked.startswith("/accounts/2fa/webauthn/reauthenticate/?next=")
    ada.refresh_from_db()
    assert not ada.has_usable_password()
    assert "a quiet lighthouse" not in str(dict(client.session))


def test_a_first_password_without_any_other_way_in(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    client = Client()
    client.force_login(ada)
    assert in_our_frame(client.get("/accounts/password/set/").content.decode())
    wish = {"password1": "a quiet lighthouse", "password2": "a quiet lighthouse"}
    page = client.post("/accounts/password/set/", wish, follow=True).content.decode()
    assert "Your password is set." in page
    ada.refresh_from_db()
    assert ada.check_password("a quiet lighthouse")


def test_the_question_helps_those_who_signed_in_by_a_code(ada: User, client: Client) -> None:
    page = client.get("/accounts/reauthenticate/").content.decode()
    assert "Is it still you?" in page
    assert 'href="/accounts/password/reset/"' in page


@pytest.mark.parametrize("path", WITH_AN_APP)
def test_pages_with_an_authenticator_app(ada: User, client: Client, path: str) -> None:
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ada)
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    answer = client.get(path)
    assert answer.status_code == 200
    assert in_our_frame(answer.content.decode())


def test_with_an_app_the_password_alone_is_not_enough(ada: User, client: Client) -> None:
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    fresh = Client()
    answer = fresh.post(
        "/accounts/login/",
        {"login": ada.email, "password": "correct horse battery"},
        follow=True,
    )
    assert answer.request["PATH_INFO"] == "/accounts/2fa/authenticate/"
    assert in_our_frame(answer.content.decode())
    assert "_auth_user_id" not in fresh.session


def test_the_overview_counts_the_ways_in(ada: User, client: Client) -> None:
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ada)
    page = client.get("/accounts/").content.decode()
    assert "authenticator app, 10 recovery codes left" in page
    assert Authenticator.objects.filter(user=ada).count() == 2


def test_the_overview_is_for_those_who_are_signed_in(cast: Cast, client: Client) -> None:
    assert client.get("/accounts/").headers["Location"] == "/accounts/login/?next=/accounts/"


def test_nobody_signs_up_without_an_invitation(cast: Cast, client: Client) -> None:
    wanted = {"email": "mallory@mail.example", "password1": "a quiet lighthouse"}
    assert "Accounts start with a mail from us" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", wanted)
    assert not User.objects.exists()


def test_signing_out_says_so(ada: User, client: Client) -> None:
    page = client.post("/accounts/logout/", follow=True).content.decode()
    assert "You are signed out." in page
