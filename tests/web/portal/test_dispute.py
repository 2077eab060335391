"""Disputing a charge in the account: plain words, one form, a reference, and the answer."""

from datetime import timedelta

import pytest
from django.test import Client

from fairwell.actions.cases.resolve_dispute import resolve_dispute
from fairwell.domain.charge_dispute import REASONS
from fairwell.models import Case, Invoice
from fairwell.web.portal.dispute import REASONS as OFFERED
from tests.actions.disputing import OFFICE, unpaid
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, text

PATH = "/account/orders/Q-1001/dispute/"
SAID = {"reason_code": "charged_twice", "message": "In spring already."}


def post(browser: Client, path: str = PATH, **changed: str) -> str:
    """Send the form and go on to what it leads to."""
    return text(browser.post(path, SAID | changed, follow=True))


def test_the_form_says_what_a_dispute_is_and_what_else_there_is(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.subscriber("anna"))

    said = text(browser.get(PATH))

    assert "Dispute the charge of order Q-1001 Guard Plus, $79.99" in said
    assert "a person looks at it within one business day" in said
    assert "This is not a dispute at your bank" in said
    for other in ("Why was I charged?", "See what you get back", "Cancel"):
        assert other in said
    assert not Case.objects.exists()


def test_it_leads_to_a_reference_and_a_date(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))

    response = browser.post(PATH, SAID)
    said = text(browser.get(PATH))

    assert (response.status_code, response["Location"]) == (303, PATH)
    case = Case.objects.get()
    assert case.reference in said
    assert "I was charged twice" in said
    assert "In spring already." in said
    assert "You have an answer by November 23, 2026, 04:00 EST" in said
    assert "we do not collect" not in said, "a paid order is not collected anyway"


def test_an_unpaid_order_says_that_it_is_not_collected(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna)

    said = post(sign_in(anna), f"/account/orders/{order.number}/dispute/")

    assert "Until then we do not collect this order" in said


def test_pressing_twice_is_one_dispute(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))

    first, second = post(browser), post(browser, reason_code="other")

    assert first == second
    assert Case.objects.count() == 1


def test_answered_it_shows_the_answer_and_may_be_disputed_again(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.subscriber("anna"))
    post(browser)
    case = Case.objects.get()
    resolve_dispute(
        reference=case.reference, upheld=False, answer="It was charged once.",
        at=NOW + timedelta(hours=1), idempotency_key="k", **OFFICE,
    )  # fmt: skip

    said = text(browser.get(PATH))

    assert "Your dispute has been answered" in said
    assert "It was charged once." in said
    assert "Dispute the charge of order" in text(browser.get(f"{PATH}?again=1"))
    post(browser, f"{PATH}?again=1")
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    "changed", [{"reason_code": ""}, {"reason_code": "x"}, {"message": "x" * 2_001}]
)
def test_a_wrong_form_does_nothing_and_says_why(
    cast: Cast, sign_in: SignIn, changed: dict[str, str]
) -> None:
    browser = sign_in(cast.subscriber("anna"))

    page = browser.post(PATH, SAID | changed)

    assert page.status_code == 422
    assert "Please check what you entered" in text(page)
    assert not Case.objects.exists()


def test_the_orders_of_others_are_not_there(cast: Cast, sign_in: SignIn) -> None:
    cast.subscriber("anna")
    browser = sign_in(cast.subscriber("ben"))

    assert browser.get(PATH).status_code == 404
    assert browser.post(PATH, SAID).status_code == 404
    assert Client().get(PATH).status_code == 302


def test_a_void_order_has_nothing_to_dispute(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))
    Invoice.objects.update(state="voided")

    page = browser.get(PATH)

    assert page.status_code == 409
    assert "asked for no money" in text(page)


def test_every_reason_is_offered_and_no_other() -> None:
    assert tuple(code for code, _ in OFFERED) == REASONS
