"""Why was I charged: the story in words, the ways that are open, and every sentence there is."""

import re
from datetime import timedelta

import pytest

from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.actions.cases.close_case import close_case
from fairwell.actions.cases.dispute_charge import dispute_charge
from fairwell.domain.charge_story import KEYS, WAYS
from fairwell.web.portal.charge_sentences import SENTENCES
from fairwell.web.portal.why import _LABELS
from tests import deeds
from tests.actions.charges import SOFT
from tests.cast import NOW, Cast
from tests.web.portal.billed import LATER, charged, invoice_of, tax_europe
from tests.web.portal.browsing import SignIn, text


def test_every_statement_and_every_way_has_words() -> None:
    assert set(SENTENCES) | {"devices"} == KEYS
    assert set(_LABELS) == set(WAYS)


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_no_sentence_names_what_it_does_not_get(key: str) -> None:
    named = set(re.findall(r"%\((\w+)\)s", str(SENTENCES[key])))

    assert named <= {
        "name", "first", "last", "on", "by", "since", "concluded", "amount_minor", "unit_minor",
        "quantity", "term", "tax", "rate_ppm", "template", "method", "failure", "number", "state",
        "reference",
    }  # fmt: skip


def test_a_paid_renewal_is_explained_and_leads_on(cast: Cast, sign_in: SignIn) -> None:
    tax_europe()
    lena = charged(cast)
    number = invoice_of(lena).number

    page = sign_in(lena).get(f"/account/orders/{number}/why/")

    said, body = text(page), page.content.decode()
    for words in (
        "It is the renewal of your subscription Guard Plus",
        "for the time from November 21, 2026 to November 20, 2027.",
        "The price of the plan: €120.00 per year.",
        "It covers 5 devices.",
        "VAT at 19% is in it: €19.16.",
        "November 21, 2026: Receipt, which is on its way.",
        "November 21, 2026: €120.00 paid with Visa •••• 4242.",
    ):
        assert words in said
    for path in (
        f"/account/refund/?order={number}",
        f"/account/orders/{number}/dispute/",
        f"/account/subscriptions/{lena.pk}/renewal/",
    ):
        assert f'href="{path}"' in body
    assert "Pay now" not in said


def test_an_unpaid_one_says_why_and_how_to_pay(cast: Cast, sign_in: SignIn) -> None:
    lena = charged(cast, news=SOFT)

    said = text(sign_in(lena).get(f"/account/orders/{invoice_of(lena).number}/why/"))

    assert "declined. The bank says that there is not enough money in the account." in said
    assert "€120.00 is still to be paid. We try again by ourselves on November 24, 2026." in said
    assert "Pay now Use another card" in said


def test_a_disputed_one_leads_to_its_case_and_not_to_another_dispute(
    cast: Cast, sign_in: SignIn
) -> None:
    lena = charged(cast)
    case = dispute_charge(
        subscription_id=lena.pk,
        order_number=invoice_of(lena).number,
        reason_code="wrong_amount",
        message="",
        at=LATER,
        actor="subscriber",
        channel="portal",
        idempotency_key="dispute",
    )

    page = sign_in(lena).get(f"/account/orders/{invoice_of(lena).number}/why/")

    assert f'href="/account/cases/{case.reference}/"' in page.content.decode()
    assert "Dispute this charge" not in text(page)


def test_a_refund_shows_with_its_credit_note(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)

    page = sign_in(anna).get("/account/orders/Q-1001/why/")

    note = anna.invoices.get().credit_notes.get()
    assert f'href="/account/credit-notes/{note.number}/"' in page.content.decode()
    assert "A refund of $79.99 is instructed and under way." in text(page)
    assert "was refunded" not in text(page)


def test_a_review_shows_with_its_case_and_its_answer_on_that_order_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=90), payments=(7_999, 900))
    said = {"at": NOW, "idempotency_key": "review", "actor": "operator", "channel": "shell"}
    case = ask_for_review(subscription_id=anna.pk, order_number="Q-1001", message="Please.", **said)
    close_case(reference=case.reference, resolution="No.", **said)
    browser = sign_in(anna)

    page = browser.get("/account/orders/Q-1001/why/")

    assert f'href="/account/cases/{case.reference}/"' in page.content.decode()
    assert "a person looked at it, and there is no refund." in text(page)
    other = text(browser.get("/account/orders/Q-1002/why/"))
    assert "a person" not in other.partition("What you can do")[0]
    told = text(browser.get(f"/account/subscriptions/{anna.pk}/"))
    assert f"A person looked at order Q-1001; there is no refund (case {case.reference})" in told


def test_it_is_told_in_german_too(cast: Cast, sign_in: SignIn) -> None:
    lena = charged(cast)
    browser = sign_in(lena)
    path = f"/account/orders/{invoice_of(lena).number}/why/"

    answer = browser.get(path, headers={"Accept-Language": "de"})

    assert answer.status_code == 200
    assert "120,00\xa0€" in answer.content.decode()
    assert "21. November 2026" in answer.content.decode()
