"""Check before you confirm: everything is said, and nothing happens that was not."""

from datetime import timedelta

import pytest
import time_machine

from fairwell.models import CancellationRequest, Case, Payment, Refund, RefundQuote, Subscription
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, review_in, text


def test_ending_now_says_what_comes_back_why_when_and_where_to(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    said = cancel(sign_in(anna), anna, choice="now").said

    assert "Check before you confirm Cancellation of Guard Plus" in said
    assert "Ends on November 21, 2026 Your access ends as soon as you confirm" in said
    assert "None. The charge of $79.99 on September 25, 2027 will not come." in said
    assert (
        "Refund $79.99 It arrives within 5 to 7 business days, between November 30, 2026 and "
        "December 2, 2026 It is paid to Visa •••• ending in 4242 If that card or account is closed"
        in said
    )
    assert "Order Q-1001, September 25, 2026 Visa •••• ending in 4242 $79.99 $79.99" in said
    assert "Why this amount Annual terms are refunded in full for 60 days" in said
    assert "We hold this result for you until November 21, 2026, 04:30 EST." in said


def test_there_is_one_primary_button(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    body = cancel(sign_in(anna), anna, choice="now").page.content.decode()

    assert body.count("button primary") == 1
    assert "Confirm cancellation</button>" in body


def test_the_end_of_the_term_keeps_access_and_gives_nothing_back(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    said = cancel(sign_in(anna), anna, choice="end_of_term").said

    assert "Ends on September 25, 2027 Your access until September 25, 2027, 05:00 EDT" in said
    assert "will not come. Refund None" in said
    assert "How the refund is worked out" not in said


def test_a_day_after_the_term_names_every_charge_until_then(cast: Cast, sign_in: SignIn) -> None:
    max_ = cast.subscriber("max", price="price_month_usd", charged=NOW - timedelta(days=10))

    said = cancel(sign_in(max_), max_, choice="on_date", on_date="2027-01-31").said

    assert "Ends on January 31, 2027 Your access until February 1, 2027, 00:00 EST" in said
    assert (
        "Further charges $9.99 on December 11, 2026 $6.77 on January 11, 2027, the last charge"
        in said
    )


def test_confirming_leads_to_the_confirmation(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    assert CancellationRequest.objects.get().reference == reference


def test_pressing_twice_cancels_and_refunds_once(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")

    first, second = review.confirm(browser), review.confirm(browser)

    assert reference_in(first) == reference_in(second)
    assert CancellationRequest.objects.count() == Refund.objects.count() == 1


def test_a_confirmed_review_leads_on_to_its_confirmation(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")
    reference = reference_in(review.confirm(browser))

    page = browser.get(review.path)

    assert (page.status_code, page["Location"]) == (302, f"/account/confirmations/{reference}/")


@pytest.mark.parametrize("digest", ["", "0" * 64, "not a digest"])
def test_a_forged_digest_does_nothing_and_asks_again(
    cast: Cast, sign_in: SignIn, digest: str
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")

    page = browser.post(review.path, {"expected": digest})

    assert page.status_code == 409
    assert (
        "Something has changed since this was worked out. Nothing was done. We have worked it out "
        "again, and it came out the same. Please check it and confirm again." in text(page)
    )
    assert not CancellationRequest.objects.exists()


def test_an_expired_quote_is_worked_out_again_and_says_what_changed(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=60))
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")
    clock.move_to(NOW + timedelta(days=1))

    again = review.confirm(browser)

    assert again.status_code == 409
    said = text(again)
    assert "The time for which we held this result is over. Nothing was done." in said
    assert (
        "This came out differently: Refund: $0.00 (before: $79.99) "
        "Last day: November 22, 2026 (before: November 21, 2026)" in said
    )
    anna.refresh_from_db()
    assert anna.renewal == "auto_renewing"
    new = review_in(again)
    assert new.path != review.path
    reference_in(new.confirm(browser))
    assert not Refund.objects.exists()


def test_a_quote_whose_facts_moved_is_worked_out_again(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")
    Payment.objects.update(refunded_minor=2_999)

    again = review.confirm(browser)

    assert again.status_code == 409
    assert "Refund: $50.00 (before: $79.99)" in text(again)
    assert not CancellationRequest.objects.exists()
    reference_in(review_in(again).confirm(browser))
    assert Refund.objects.get().total_minor == 5_000


def test_a_reason_survives_being_worked_out_again(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now", reason_code="switched")
    clock.shift(timedelta(hours=1))

    reference_in(review_in(review.confirm(browser)).confirm(browser))

    assert CancellationRequest.objects.get().reason_code == "switched"


def test_a_lapsed_review_offers_to_work_it_out_again(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="now")
    clock.shift(timedelta(minutes=30))

    lapsed = browser.get(review.path)

    assert "This result no longer holds" in text(lapsed)
    assert RefundQuote.objects.count() == 1
    fresh = browser.post(review.path, {"again": "yes"}, follow=True)
    assert "Check before you confirm" in text(fresh)
    assert review_in(fresh).path != review.path
    assert not CancellationRequest.objects.exists()


def test_a_second_quote_is_refused_once_the_first_was_confirmed(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    first = cancel(browser, anna, choice="end_of_term")
    second = cancel(browser, anna, choice="now")
    reference = reference_in(first.confirm(browser))

    page = second.confirm(browser)

    assert page.status_code == 409
    assert f"cancelled already, under the reference {reference}" in text(page)
    lapsed = browser.get(second.path)
    assert "This result no longer holds" in text(lapsed)
    assert browser.post(second.path, {"again": "yes"}).status_code == 409
    assert Subscription.objects.get(pk=anna.pk).service == "active"


def test_a_quote_that_was_confirmed_and_undone_is_spent(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    review = cancel(browser, anna, choice="end_of_term")
    reference = reference_in(review.confirm(browser))
    browser.post(f"/account/confirmations/{reference}/undo/")

    shown, pressed = browser.get(review.path), review.confirm(browser)

    assert "This result no longer holds" in text(shown)
    assert pressed.status_code == 409
    assert "Please check it and confirm again." in text(pressed)
    anna.refresh_from_db()
    assert (anna.renewal, anna.ends_at) == ("auto_renewing", None)
    reference_in(review_in(pressed).confirm(browser))
    assert CancellationRequest.objects.filter(state="confirmed").count() == 1


def test_what_went_back_before_is_named(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna", refunded_minor=2_000)

    said = cancel(sign_in(anna), anna, choice="now").said

    assert "$20.00 of it has gone back before. $79.99 $59.99" in said


def test_a_disputed_payment_goes_to_a_person_and_the_review_says_so(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    Payment.objects.update(disputed=True)
    browser = sign_in(anna)

    review = cancel(browser, anna, choice="now")

    assert "A rule needs a person’s decision. Confirming opens a case for it" in review.said
    reference_in(review.confirm(browser))
    assert not Refund.objects.exists()
    assert Case.objects.get().kind == "refund_review"
