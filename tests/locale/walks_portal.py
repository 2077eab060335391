"""Walks through the portal, handing over every page seen."""

import re
from collections.abc import Iterator
from datetime import timedelta

import time_machine
from django.http import HttpResponse
from django.test import Client

from fairwell.actions.billing.reroute_refund import reroute_refund
from fairwell.actions.cases.close_case import close_case
from fairwell.models import Case, RefundQuote, Statement, Subscription
from tests.cast import NOW, Cast
from tests.gateways.paper.deeds import outcome_of
from tests.locale.browser import browser_of

type Pages = Iterator[HttpResponse]


def as_subscriber(cast: Cast, language: str) -> Pages:
    """Switching renewal, cancelling, undoing, and a look at every page on the way."""
    who = cast.subscriber(f"anna{language}", language=language)
    browser = browser_of(language, who)
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
        {"choice": "sometime", "reason_code": "made up", "reason_text": "0" * 3000},
        {"choice": "on_date"},
        {"choice": "on_date", "on_date": "soon"},
        {"choice": "on_date", "on_date": "2020-01-01"},
        {"choice": "on_date", "on_date": "2120-01-01"},
    ):
        yield browser.post(f"{one}cancel/", wrong)
    yield browser.post(f"{one}cancel/", {"choice": "on_date", "on_date": "2027-12-31"}, follow=True)
    yield from _leave(browser, who, "end_of_term")
    document = Statement.objects.latest("pk")
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
    browser = browser_of(language, who)
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
        browser = browser_of(language, other)
        one = f"/account/subscriptions/{other.pk}/"
        for path in ("/account/", one, f"{one}cancel/", f"{one}renewal/"):
            yield browser.get(path)


def as_one_who_wants_money_back(cast: Cast, language: str) -> Pages:
    """By order number: granted, refused, passed to a person."""
    who = cast.subscriber(f"rosa{language}", language=language, payments=(4_000, 3_999))
    order = f"Q-{cast.orders}"
    browser = browser_of(language, who)
    yield browser.get("/account/refund/")
    for sent in ({}, {"order": "0" * 90, "reason_code": "made up"}, {"order": "Q-0"}):
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
    browser = browser_of(language, poor)
    order = f"Q-{cast.orders}"
    yield browser.post("/account/refund/", {"order": order})
    yield browser.post("/account/refund/ask/", {"order": order, "message": "0" * 3000})
    yield browser.post("/account/refund/ask/", {"order": order, "message": "0"}, follow=True)
    asked = Case.objects.latest("pk").reference
    operator = {"at": NOW, "actor": "operator", "channel": "shell", "idempotency_key": asked}
    close_case(reference=asked, resolution="0", **operator)
    yield browser.get(f"/account/cases/{asked}/")
    yield browser.get(f"/account/subscriptions/{poor.pk}/")


def as_one_whom_we_pay(cast: Cast, language: str) -> Pages:
    """A refund that arrives in part, and the rest of it another way."""
    who = cast.subscriber(f"hana{language}", language=language, payments=(4_000, 3_999))
    browser = browser_of(language, who)
    yield from _leave(browser, who, "now")
    ending = Statement.objects.latest("pk")
    assert ending.cancellation is not None
    refund = ending.cancellation.refund
    assert refund is not None
    outcome_of(refund, "succeeded", "failed")
    yield from _documents(browser, who)
    case = Case.objects.latest("pk").reference
    operator = {"at": NOW, "actor": "operator", "channel": "shell", "idempotency_key": case}
    reroute_refund(case_reference=case, evidence="0", **operator)
    yield from _documents(browser, who)


def _documents(browser: Client, who: Subscription) -> Pages:
    yield browser.get(f"/account/subscriptions/{who.pk}/")
    for statement in who.statements.order_by("pk"):
        yield browser.get(f"/account/confirmations/{statement.reference}/")
