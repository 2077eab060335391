"""Walks past the doors and through the account's own pages, handing over every page seen."""

from collections.abc import Iterator
from unittest.mock import patch

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.models import Notice, Subscription
from fairwell.web.layout import errors
from tests.cast import NOW, Cast
from tests.locale.browser import PASSWORD, browser_of

type Pages = Iterator[HttpResponse]


def as_anybody(cast: Cast, language: str) -> Pages:
    """Everything that is open to people who are not signed in, mistakes included."""
    browser = browser_of(language)
    for path in (
        "/",
        "/verify/",
        "/accounts/login/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-made-up/",
        "/accounts/signup/",
        "/accounts/inactive/",
        "/accounts/start/",
        "/accounts/invitation/made-up/",
        "/no/such/page/",
    ):
        yield browser.get(path)
    nobody = {"email": f"nobody.{language}@mail.example"}
    for path, sent in (
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "x@mail.example", "password": "wrong"}),
        ("/accounts/login/code/", {}),
        ("/accounts/login/code/", {"email": "not an address"}),
        ("/accounts/login/code/", nobody),
        ("/accounts/login/code/confirm/", {"code": "WRONG-ONE"}),
        ("/accounts/password/reset/", {"email": "not an address"}),
        ("/accounts/start/", {}),
        ("/accounts/start/", {"email": "not an address"}),
        ("/accounts/start/", nobody),
    ):
        yield browser.post(path, sent, follow=True)
    yield Client(headers={"accept-language": language}, enforce_csrf_checks=True).post("/language/")
    for problem in (BadRequest, PermissionDenied):
        with patch("fairwell.web.public.verify.KeyRing.open", side_effect=problem):
            yield browser.get("/verify/")
    for _ in range(40):
        answer = browser.post("/accounts/start/", nobody)
    assert answer.status_code == 429
    yield answer
    with translation.override(language):
        yield errors.server_error(RequestFactory().get("/"))


def as_newcomer(cast: Cast, language: str) -> Pages:
    """From the invitation's link into the account."""
    who = cast.subscriber(f"newcomer{language}", signed_up=False, language=language)
    invite_subscriber(
        email=who.customer.email,
        at=NOW,
        actor="operator",
        channel="shell",
        idempotency_key=language,
    )
    link = Notice.objects.filter(template="invitation").latest("pk").context["link"]
    link = link.removeprefix("http://localhost:8000")
    browser = browser_of(language)
    yield browser.get(link)
    for weak in ("", "short", "1234567890", "password123", who.customer.email):
        yield browser.post(link, {"password": weak, "way": "password"})
    yield browser.post(link, {"way": "passkey"}, follow=True)
    yield browser.get("/accounts/")
    yield browser.get("/accounts/password/set/", follow=True)


def as_owner_of_an_account(cast: Cast, language: str) -> Pages:
    """Password, address, sessions, an authenticator app, recovery codes and passkeys."""
    who = cast.subscriber(f"owner{language}", language=language)
    browser = browser_of(language, who)
    for path in ("/accounts/", "/accounts/email/", "/accounts/sessions/", "/accounts/2fa/"):
        yield browser.get(path)
    for old, new, again in (
        ("", "", ""),
        ("wrong", "a quiet lighthouse", "another lighthouse"),
        (PASSWORD, "short", "short"),
        (PASSWORD, PASSWORD, PASSWORD),
    ):
        sent = {"oldpassword": old, "password1": new, "password2": again}
        yield browser.post("/accounts/password/change/", sent, follow=True)
    yield browser.get("/accounts/2fa/totp/activate/", follow=True)
    again = "/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/"
    yield browser.post(again, {"password": "wrong"})
    yield browser.post(again, {"password": PASSWORD}, follow=True)
    yield browser.post("/accounts/2fa/totp/activate/", {"code": "000"})
    yield browser.post("/accounts/2fa/totp/activate/", {})
    yield from _second_factors(browser, who)
    for email in ("", "not an address", who.customer.email, f"new.{who.customer.email}"):
        yield browser.post("/accounts/email/", {"email": email, "action_add": ""}, follow=True)
    yield browser.post("/accounts/confirm-email/", {"code": "WRONG-ONE"}, follow=True)
    yield browser.get("/accounts/email/")
    code = Notice.objects.latest("pk").context["subject"].split()[0]
    yield browser.post("/accounts/confirm-email/", {"code": code}, follow=True)
    elsewhere = browser_of(language)
    sent = {"login": f"new.{who.customer.email}", "password": PASSWORD}
    yield elsewhere.post("/accounts/login/", sent, follow=True)
    yield elsewhere.post("/accounts/2fa/authenticate/", {"code": "000000"})
    yield browser.get("/accounts/sessions/")
    yield browser.post("/accounts/sessions/", follow=True)
    yield browser.get("/accounts/logout/")
    yield browser.post("/accounts/logout/", follow=True)


def _second_factors(browser: Client, who: Subscription) -> Pages:
    user = who.customer.user
    assert user is not None
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    key = {"name": "0000", "credential": {}, "passwordless": True}
    kept = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=key)
    for path in (
        "/accounts/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/reauthenticate/",
        "/accounts/2fa/webauthn/",
        f"/accounts/2fa/webauthn/keys/{kept.pk}/edit/",
        f"/accounts/2fa/webauthn/keys/{kept.pk}/remove/",
    ):
        yield browser.get(path)
    with patch("allauth.mfa.webauthn.internal.auth.get_credentials", return_value=[]):
        yield browser.get("/accounts/2fa/webauthn/add/")
        yield browser.get("/accounts/2fa/webauthn/reauthenticate/")
        yield browser.post("/accounts/2fa/webauthn/add/", {"name": "", "credential": ""})
        yield browser.post("/accounts/2fa/webauthn/add/", {"name": "x", "credential": "{}"})
    yield browser.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    yield browser.post("/accounts/2fa/recovery-codes/generate/", follow=True)
    yield browser.post(f"/accounts/2fa/webauthn/keys/{kept.pk}/edit/", {"name": ""})
    yield browser.post(f"/accounts/2fa/webauthn/keys/{kept.pk}/remove/", follow=True)
