"""Asking for money back by order number: found, worked out, or passed to a person."""

from datetime import timedelta

import pytest

from fairwell.models import Case, Payment, Refund, RefundQuote, Statement
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, review_in, text


def test_the_order_can_come_with_the_link(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).get("/account/refund/", {"order": "Q-1001"})

    assert 'value="Q-1001"' in page.content.decode()
    assert not RefundQuote.objects.exists()


@pytest.mark.parametrize("typed", ["Q-1001", " q-1001 ", "q 1001", "Q1001", "q – 1001"])
def test_the_number_may_be_typed_as_people_type(cast: Cast, sign_in: SignIn, typed: str) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post("/account/refund/", {"order": typed}, follow=True)

    assert "Refund of order Q-1001, Guard Plus" in text(page)


def test_a_refund_that_ends_the_service_says_so_before_and_after(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    sent = {"order": "Q-1001", "reason_code": "charged_twice", "reason_text": "See my bank"}

    review = review_in(browser.post("/account/refund/", sent, follow=True))

    assert "Your service ends with this refund, as soon as you confirm." in review.said
    assert "Other payments can be refunded too" not in review.said
    reference = reference_in(review.confirm(browser))
    anna.refresh_from_db()
    assert anna.renewal == "ended"
    refund = Refund.objects.get()
    assert refund.cancellation is not None
    assert refund.cancellation.reference == reference
    assert refund.reason_code == "charged_twice"


def test_one_order_of_a_term_brings_the_whole_terms_refund(cast: Cast, sign_in: SignIn) -> None:
    mia = cast.subscriber("mia", payments=(4_000, 3_999))

    review = review_in(sign_in(mia).post("/account/refund/", {"order": "Q-1001"}, follow=True))

    assert "Your service ends with this refund" in review.said
    assert "$79.99" in review.said


def test_a_refund_of_an_ended_subscription_leaves_everything_else(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=370))
    cast.orders += 1
    cast.pay("anna", 7_999, "USD", NOW - timedelta(days=5))
    browser = sign_in(anna)

    review = review_in(browser.post("/account/refund/", {"order": "Q-1002"}, follow=True))

    reference = reference_in(review.confirm(browser))
    assert reference_in(review.confirm(browser)) == reference
    assert Refund.objects.count() == 1


def test_no_number_is_asked_for_again(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post("/account/refund/", {"order": "  "})

    assert page.status_code == 422
    assert "Please check what you entered Enter the order number." in text(page)


def test_an_order_of_somebody_else_is_as_unknown_as_none(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    cast.subscriber("bob")
    browser = sign_in(anna)

    others, none = (
        browser.post("/account/refund/", {"order": number}) for number in ("Q-1002", "Q-9999")
    )

    assert (others.status_code, none.status_code) == (422, 422)
    told = (
        "None of your orders has the number {}. Compare it with your bill, or choose the order "
        "on the subscription’s page."
    )
    assert told.format("Q-1002") in text(others)
    assert told.format("Q-9999") in text(none)
    assert not RefundQuote.objects.exists()


def test_too_late_names_the_rule_and_the_last_day_and_leads_to_a_person(
    cast: Cast, sign_in: SignIn
) -> None:
    late = cast.subscriber("late", charged=NOW - timedelta(days=100))
    browser = sign_in(late)

    page = browser.post("/account/refund/", {"order": "Q-1001"})

    assert page.status_code == 409
    said = text(page)
    assert (
        "This order cannot be refunded. If you think that is wrong, ask a person to look at it."
        in said
    )
    assert "Why Annual terms are refunded for 60 days after the charge." in said
    assert "Last day for a refund October 12, 2026" in said
    assert "Ask a person to look at it" in said


def test_asking_a_person_gives_a_reference_and_a_date_once(cast: Cast, sign_in: SignIn) -> None:
    late = cast.subscriber("late", charged=NOW - timedelta(days=100))
    browser = sign_in(late)
    sent = {"order": "Q-1001", "message": "I was ill"}

    first = browser.post("/account/refund/ask/", sent)
    second = browser.post("/account/refund/ask/", sent)

    case = Case.objects.get()
    assert (first.status_code, first["Location"]) == (303, f"/account/cases/{case.reference}/")
    assert second["Location"] == first["Location"]
    said = text(browser.get(first["Location"]))
    assert f"A person looks at it Your reference number {case.reference}" in said
    assert "Order Q-1001 Asked on November 21, 2026, 04:00 EST" in said
    assert "You have an answer by November 26, 2026, 04:00 EST What you told us I was ill" in said


def test_a_message_that_is_too_long_is_told_so_on_the_same_page(
    cast: Cast, sign_in: SignIn
) -> None:
    late = cast.subscriber("late", charged=NOW - timedelta(days=100))

    page = sign_in(late).post("/account/refund/ask/", {"order": "Q-1001", "message": "x" * 2_001})

    assert page.status_code == 422
    assert "Write at most 2000 characters, or leave it out." in text(page)
    assert "This order cannot be refunded." in text(page)
    assert not Case.objects.exists()


def test_nobody_asks_about_an_order_of_somebody_else(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    cast.subscriber("bob", charged=NOW - timedelta(days=100))

    page = sign_in(anna).post("/account/refund/ask/", {"order": "Q-1002"})

    assert page.status_code == 404
    assert not Case.objects.exists()


def test_looking_at_the_address_for_asking_leads_to_the_form(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.subscriber("anna")).get("/account/refund/ask/")

    assert (page.status_code, page["Location"]) == (302, "/account/refund/")


def test_what_has_gone_back_cannot_go_back_again(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    cancel(browser, anna, choice="now").confirm(browser)

    page = browser.post("/account/refund/", {"order": "Q-1001"})

    assert page.status_code == 409
    said = text(page)
    assert "Nothing is left to refund: this order has been refunded, or its refund is on" in said
    assert "Ask a person" not in said
    assert Statement.objects.filter(kind="cancellation").count() == 1


def test_a_refund_lost_between_quote_and_confirmation_is_refused_in_words(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = review_in(browser.post("/account/refund/", {"order": "Q-1001"}, follow=True))
    Payment.objects.update(refunded_minor=7_999)

    page = review.confirm(browser)

    assert page.status_code == 409
    assert "Nothing is left to refund" in text(page)
    assert not Refund.objects.exists()
