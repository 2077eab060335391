"""The account is its owner's: strangers sign in first, others find nothing, forms carry a token."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.models import (
    CancellationRequest,
    CardSetup,
    Case,
    Invoice,
    Notice,
    RefundQuote,
    Statement,
)
from fairwell.web.portal.urls import urlpatterns
from tests.cast import NOW, Cast
from tests.changing import ask
from tests.web.portal.browsing import SignIn, cancel, reference_in

NAMES = [pattern.name for pattern in urlpatterns]
OPEN_TO_ALL_SUBSCRIBERS = {
    "notices",
    "orders",
    "subscriptions",
    "refund",
    "ask",
    "details",
    "start",
    "start_card",
}


class Traces:
    """One of everything that a subscriber leaves in the account."""

    def __init__(self, cast: Cast, sign_in: SignIn) -> None:
        self.bob = cast.subscriber("bob")
        browser = sign_in(self.bob)
        cancelled = cancel(browser, self.bob, choice="end_of_term")
        self.reference = reference_in(cancelled.confirm(browser))
        late = cast.subscriber("late", charged=NOW.replace(year=2025), signed_up=False)
        late.customer.user = self.bob.customer.user
        late.customer.save()
        self.late = late
        self.token = cancel(browser, late, choice="end_of_term").path.split("/")[-2]
        goes_on = cast.subscriber("goes_on", signed_up=False)
        goes_on.customer.user = self.bob.customer.user
        goes_on.customer.save()
        self.goes_on, self.pause = goes_on, ask(goes_on, verb="pause").token
        asked = browser.post("/account/refund/ask/", {"order": "Q-1002"})
        self.case = asked["Location"].split("/")[-2]
        self.visit = CardSetup.objects.create(
            customer=self.bob.customer, token="left", gateway="sandbox", setup_ref="cs_1",
            state="done", method=self.bob.method, opened_at=NOW, closed_at=NOW,
        )  # fmt: skip

        self.order, self.note = _billed_and_credited(self.bob.pk)

    def path(self, name: str) -> str:
        """The address of that page of theirs."""
        which = {
            "subscription": [self.bob.pk],
            "cancel": [self.late.pk],
            "early_end": [self.late.pk],
            "withdraw": [self.bob.pk],
            "renewal": [self.late.pk],
            "review": [self.token],
            "change": [self.goes_on.pk],
            "pause": [self.goes_on.pk],
            "undo_change": [self.goes_on.pk, 999],
            "change_review": [self.pause],
            "case": [self.case],
            "order": [self.order],
            "order_pdf": [self.order],
            "why": [self.order],
            "dispute": [self.order],
            "pay_order": [self.order],
            "pay": [self.goes_on.pk],
            "card": [self.goes_on.pk],
            "card_back": [self.visit.token],
            "credit_note": [self.note],
            "credit_note_pdf": [self.note],
            "billing_details": [self.bob.customer_id],
            "vat_check": [self.bob.customer_id],
            "letters": [self.bob.pk],
            "renewal_ics": [self.bob.pk],
            "resend_letter": [Notice.objects.filter(subscription=self.bob)[0].pk],
            "devices": [self.bob.pk],
            "started": [self.bob.pk],
            "start": ["price_year_usd"],
            "start_card": ["price_year_usd"],
            "start_card_back": ["price_year_usd", self.visit.token],
        }
        plain = name in OPEN_TO_ALL_SUBSCRIBERS
        return reverse(f"portal:{name}", args=which.get(name, [] if plain else [self.reference]))


def _billed_and_credited(subscription_id: int) -> tuple[str, str]:
    """The number of an order of our own making, and of a credit note on it."""
    invoice = Invoice.objects.filter(subscription_id=subscription_id).latest("pk")
    invoice.series = "invoices"
    invoice.save(update_fields=["series"])
    zone = ZoneInfo("America/New_York")
    waived = Credit(kind="waiver", to="credit_balance", reason="kindness", at=NOW, zone=zone)
    return invoice.number, credit_invoice(invoice, 100, waived).number


def counts() -> list[int]:
    """How many rows there are of what the pages could write."""
    return [
        model.objects.count()
        for model in (CancellationRequest, RefundQuote, Statement, Notice, Case)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_asked_to_sign_in(cast: Cast, sign_in: SignIn, name: str) -> None:
    traces = Traces(cast, sign_in)
    path, before = traces.path(name), counts()

    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next={path}"
    assert counts() == before


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL_SUBSCRIBERS))
def test_what_is_somebody_elses_is_not_there(cast: Cast, sign_in: SignIn, name: str) -> None:
    traces = Traces(cast, sign_in)
    browser = sign_in(cast.subscriber("anna"))
    path, before = traces.path(name), counts()

    assert browser.get(path).status_code == 404
    answer = browser.post(path, {"choice": "now", "turn": "off", "expected": "x", "again": "x"})
    assert answer.status_code in (404, 405)
    assert counts() == before


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN_TO_ALL_SUBSCRIBERS))
def test_what_is_nobodys_is_not_there(cast: Cast, sign_in: SignIn, name: str) -> None:
    by_number = (
        "subscription",
        "cancel",
        "early_end",
        "withdraw",
        "renewal",
        "change",
        "pause",
        "undo_change",
        "devices",
        "started",
        "letters",
        "renewal_ics",
        "resend_letter",
        "billing_details",
        "vat_check",
        "pay",
        "card",
    )
    arguments: list[object] = [999 if name in by_number else "FW-0000-0000-0000"]
    arguments *= 1 + (name in ("start_card_back", "undo_change"))

    answer = sign_in(cast.subscriber("anna")).get(reverse(f"portal:{name}", args=arguments))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_looking_writes_nothing_and_no_copy_is_kept(cast: Cast, sign_in: SignIn, name: str) -> None:
    traces = Traces(cast, sign_in)
    browser, before = sign_in(traces.bob), counts()

    answer = browser.get(traces.path(name))

    nothing_comes = name == "renewal_ics"  # bob has cancelled: no charge goes into his calendar
    assert answer.status_code in ((404,) if nothing_comes else (200, 302, 303))
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert counts() == before


@pytest.mark.parametrize(
    "name", ["cancel", "withdraw", "renewal", "review", "resend", "undo", "refund", "ask"]
)
def test_a_form_from_elsewhere_is_refused(cast: Cast, sign_in: SignIn, name: str) -> None:
    traces = Traces(cast, sign_in)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(traces.bob.customer.user)
    before = counts()

    answer = browser.post(traces.path(name), {"choice": "now", "turn": "off", "again": "x"})

    assert answer.status_code == 403
    assert counts() == before
