"""Walks through the whole product as one person, handing over every page that is seen."""

import re
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.models import Case, Notice, RefundQuote, Subscription
from fairwell.web.layout import errors
from tests.cast import NOW, Cast

PASSWORD = "correct horse battery"  # the cast's
type Pages = Iterator[HttpResponse]


def _browser(language: str, who: Subscription | None = None, **options: bool) -> Client:
    cache.clear()  # rate limits would show their page instead of the one that is meant
    browser = Client(headers={"accept-language": language}, **options)
    if who is not None:
        address = {"login": who.customer.email, "password": PASSWORD}
        browser.post("/accounts/login/", address)
    return browser


def as_anybody(cast: Cast, language: str) -> Pages:
    """Everything that is open to people who are not signed in, mistakes included."""
    browser = _browser(language)
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
    browser = _browser(language)
    yield browser.get(link)
    for weak in ("", "short", "1234567890", "password123", who.customer.email):
        yield browser.post(link, {"password": weak, "way": "password"})
    yield browser.post(link, {"way": "passkey"}, follow=True)
    yield browser.get("/accounts/")
    yield browser.get("/accounts/password/set/", follow=True)


def as_owner_of_an_account(cast: Cast, language: str) -> Pages:
    """Password, address, sessions, an authenticator app, recovery codes and passkeys."""
    who = cast.subscriber(f"owner{language}", language=language)
    browser = _browser(language, who)
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
    elsewhere = _browser(language)
    sent = {"login": f"new.{who.customer.email}", "password": PASSWORD}
    yield elsewhere.post("/accounts/login/", sent, follow=True)
    yield elsewhere.post("/accounts/2fa/authenticate/", {"code": "000000"})
    yield browser.get("/accounts/sessions/")
    yield browser.post("/accounts/sessions/", follow=True)
    yield browser.get("/accounts/logout/")
    yield browser.post("/accounts/logout/", follow=True)


def _second_factors(browser: Client, who: Subscription) -> Pages:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

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
        "/accounts/2fa/webauthn/add/",
        f"/accounts/2fa/webauthn/keys/{kept.pk}/edit/",
        f"/accounts/2fa/webauthn/keys/{kept.pk}/remove/",
        "/accounts/2fa/webauthn/reauthenticate/",
    ):
        yield browser.get(path)
    yield browser.post("/accounts/2fa/reauthenticate/", {"code": "000000"})
    yield browser.post("/accounts/2fa/recovery-codes/generate/", follow=True)
    yield browser.post(f"/accounts/2fa/webauthn/keys/{kept.pk}/edit/", {"name": ""})
    yield browser.post("/accounts/2fa/webauthn/add/", {"name": "", "credential": ""})
    yield browser.post(f"/accounts/2fa/webauthn/keys/{kept.pk}/remove/", follow=True)


def as_subscriber(cast: Cast, language: str) -> Pages:
    """Switching renewal, cancelling, undoing, and a look at every page on the way."""
    who = cast.subscriber(f"anna{language}", language=language)
    browser = _browser(language, who)
    one = f"/account/subscriptions/{who.pk}/"
    yield browser.get("/account/")
    yield browser.get("/account/details/")
    for path in (one, f"{one}cancel/", f"{one}renewal/", f"{one}withdraw/"):
        yield browser.get(path)
    yield browser.post(f"{one}renewal/", {})
    for turn in ("off", "on"):
        yield browser.post(f"{one}renewal/", {"turn": turn}, follow=True)
        yield browser.get(f"{one}renewal/")
    for wrong in (
        {},
        {"choice": "sometime", "reason_code": "made up", "reason_text": "x" * 3000},
        {"choice": "on_date"},
        {"choice": "on_date", "on_date": "soon"},
        {"choice": "on_date", "on_date": "2020-01-01"},
        {"choice": "on_date", "on_date": "2120-01-01"},
    ):
        yield browser.post(f"{one}cancel/", wrong)
    yield browser.post(f"{one}cancel/", {"choice": "on_date", "on_date": "2027-12-31"}, follow=True)
    yield from _leave(browser, who, "end_of_term")
    document = Notice.objects.filter(template="statement").latest("pk").statement
    assert document is not None
    yield browser.get(f"/account/confirmations/{document.reference}/undo/")
    yield browser.post(f"/account/confirmations/{document.reference}/undo/", follow=True)
    yield browser.post(f"/account/confirmations/{document.reference}/resend/", follow=True)
    yield from _leave(browser, who, "now")
    for path in ("/account/", one, f"{one}cancel/", f"{one}renewal/", f"{one}withdraw/"):
        yield browser.get(path)
    yield browser.get(f"/account/confirmations/{document.reference}/undo/")


def _leave(browser: Client, who: Subscription, choice: str) -> Pages:
    path = f"/account/subscriptions/{who.pk}/cancel/"
    yield browser.post(path, {"choice": choice}, follow=True)
    yield from _confirm(browser)


def _confirm(browser: Client) -> Pages:
    """The latest review: lapsed, confirmed against another result, and confirmed as it stands."""
    quote = RefundQuote.objects.latest("pk")
    review = f"/account/quotes/{quote.token}/"
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        yield browser.get(review)
    again = browser.post(review, {"expected": "0" * 64})
    yield again
    page = again.content.decode()
    newer = re.search(r'action="(/account/quotes/[^"]+)"', page)
    digest = re.search(r'name="expected" value="([0-9a-f]{64})"', page)
    assert newer, page
    assert digest, page
    yield browser.post(newer[1], {"expected": digest[1]}, follow=True)


def as_one_with_rights(cast: Cast, language: str) -> Pages:
    """Withdrawing by law, and leaving what the rules give nothing for."""
    who = cast.subscriber(
        f"dora{language}",
        price="price_year_eur",
        country="DE",
        language=language,
        charged=NOW - timedelta(days=5),
        early_start=True,
    )
    browser = _browser(language, who)
    one = f"/account/subscriptions/{who.pk}/"
    for path in ("/account/", one, f"{one}cancel/", f"{one}withdraw/"):
        yield browser.get(path)
    yield browser.post(f"{one}withdraw/", follow=True)
    yield from _confirm(browser)
    yield browser.get(one)
    for key, options in (
        ("paused", {"service": "paused"}),
        ("trial", {"service": "trialing"}),
        ("late", {"charged": NOW - timedelta(days=370)}),
        ("vault", {"price": "price_vault_usd"}),
        ("month", {"price": "price_month_eur", "charged": NOW - timedelta(days=20)}),
    ):
        other = cast.subscriber(f"{key}{language}", language=language, **options)
        browser = _browser(language, other)
        one = f"/account/subscriptions/{other.pk}/"
        for path in ("/account/", one, f"{one}cancel/", f"{one}renewal/"):
            yield browser.get(path)


def as_one_who_wants_money_back(cast: Cast, language: str) -> Pages:
    """By order number: granted, refused, passed to a person."""
    who = cast.subscriber(f"rosa{language}", language=language, payments=(4_000, 3_999))
    order = f"Q-{cast.orders}"
    browser = _browser(language, who)
    yield browser.get("/account/refund/")
    for sent in ({}, {"order": "x" * 90, "reason_code": "made up"}, {"order": "Q-0"}):
        yield browser.post("/account/refund/", sent)
    yield browser.post("/account/refund/", {"order": order}, follow=True)
    yield from _confirm(browser)
    yield browser.post("/account/refund/", {"order": order})
    yield browser.get(f"/account/subscriptions/{who.pk}/")
    poor = cast.subscriber(
        f"otto{language}",
        price="price_month_usd",
        language=language,
        charged=NOW - timedelta(days=9),
    )
    browser = _browser(language, poor)
    order = f"Q-{cast.orders}"
    yield browser.post("/account/refund/", {"order": order})
    yield browser.post("/account/refund/ask/", {"order": order, "message": "x" * 3000})
    yield browser.post("/account/refund/ask/", {"order": order, "message": "0"}, follow=True)
    Case.objects.update(state="closed", closed_at=NOW)
    yield browser.get(f"/account/cases/{Case.objects.latest('pk').reference}/")
    yield browser.get(f"/account/subscriptions/{poor.pk}/")


WALKS = (
    as_anybody,
    as_newcomer,
    as_owner_of_an_account,
    as_subscriber,
    as_one_with_rights,
    as_one_who_wants_money_back,
)
