"""Pages about an ending say what becomes of credit, before anything is done."""

from datetime import timedelta

import pytest

from fairwell.models import CreditBalance, Payment, Subscription
from tests.actions.leaving import with_credit
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text

WAY_BACK = "Your credit $57.51 It goes back the way you paid."


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    return with_credit(cast)


def test_the_choices_name_it_and_the_review_says_where_it_goes(
    anna: Subscription, sign_in: SignIn
) -> None:
    browser = sign_in(anna)

    page = browser.get(f"/account/subscriptions/{anna.pk}/cancel/")
    assert "You have a credit of $57.51. It is not lost" in text(page)
    review = cancel(browser, anna, choice="now")
    assert WAY_BACK in review.said
    assert "We do that shortly after the end, and confirm it." in review.said

    done = browser.get(f"/account/confirmations/{reference_in(review.confirm(browser))}/")
    assert "Your credit of $57.51 goes back the way you paid" in text(done)


def test_an_end_to_come_says_that_bills_until_then_use_it(
    anna: Subscription, sign_in: SignIn
) -> None:
    browser = sign_in(anna)

    assert "what you use until then is less to pay back" in (
        cancel(browser, anna, choice="end_of_term").said
    )
    later = cancel(browser, anna, choice="on_date", on_date="2027-02-10").said
    assert "The charges before the end are taken from it first." in later


def test_turning_renewal_off_says_it(anna: Subscription, sign_in: SignIn) -> None:
    browser = sign_in(anna)

    page = browser.get(f"/account/subscriptions/{anna.pk}/renewal/")
    assert WAY_BACK in text(page)


def test_withdrawing_says_it(cast: Cast, anna: Subscription, sign_in: SignIn) -> None:
    clara = cast.subscriber("clara", charged=NOW - timedelta(days=3), country="DE")
    Subscription.objects.filter(pk=anna.pk).update(customer=clara.customer)
    CreditBalance.objects.update(customer=clara.customer)

    page = sign_in(clara).get(f"/account/subscriptions/{clara.pk}/withdraw/")

    assert "Your credit $57.51 It stays: it pays for your other subscriptions." in text(page)


def test_what_cannot_go_back_and_other_subscriptions_are_named(
    cast: Cast, anna: Subscription, sign_in: SignIn
) -> None:
    browser = sign_in(anna)
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)

    said = cancel(browser, anna, choice="now").said
    assert "$49.99 of it goes back the way you paid." in said
    assert "$7.52 of it cannot go back the way you paid: a person looks at it" in said

    other = cast.subscriber("ben")
    Subscription.objects.filter(pk=other.pk).update(customer=anna.customer)
    said = cancel(browser, anna, choice="now").said
    assert "Your credit $57.51 It stays: it pays for your other subscriptions." in said


def test_who_has_none_reads_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    ben = cast.subscriber("ben")
    browser = sign_in(ben)

    assert "credit" not in text(browser.get(f"/account/subscriptions/{ben.pk}/cancel/"))
    assert "Your credit" not in cancel(browser, ben, choice="now").said
