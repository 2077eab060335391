"""The right to withdraw: labelled as the law says, open for the whole window, confirmed once."""

from datetime import timedelta

import pytest
import time_machine

from fairwell.models import CancellationRequest, RefundQuote
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, review_in, text


def dora(cast: Cast, days_ago: int = 5):
    return cast.subscriber(
        "dora",
        price="price_year_eur",
        country="DE",
        language="de",
        charged=NOW - timedelta(days=days_ago),
        early_start=True,
    )


@pytest.mark.parametrize(
    ("language", "opens", "confirms"),
    [
        ("de", "Vertrag widerrufen", "Widerruf bestätigen"),
        ("en", "Withdraw from contract here", "Confirm withdrawal"),
    ],
)
def test_every_page_bears_the_words_of_the_law(
    cast: Cast, sign_in: SignIn, language: str, opens: str, confirms: str
) -> None:
    subscription = dora(cast)
    browser = sign_in(subscription)
    browser.cookies["django_language"] = language
    one = f"/account/subscriptions/{subscription.pk}/"

    for page in ("/account/", one, f"{one}cancel/"):
        body = browser.get(page).content.decode()
        assert f">{opens}</a>" in body, page
        assert f'href="{one}withdraw/"' in body, page
    asked = browser.get(f"{one}withdraw/")
    assert f"<h1>{opens}</h1>" in asked.content.decode()
    review = review_in(browser.post(f"{one}withdraw/", follow=True))
    assert (
        f'<button type="submit" class="button primary">{confirms}</button>'
        in review.page.content.decode()
    )


def test_the_page_holds_name_contract_and_contact_and_says_what_happens(
    cast: Cast, sign_in: SignIn
) -> None:
    subscription = dora(cast)

    browser = sign_in(subscription)
    browser.cookies["django_language"] = "en"
    said = text(browser.get(f"/account/subscriptions/{subscription.pk}/withdraw/"))

    assert "Until November 30, 2026 you may withdraw from this contract without giving" in said
    assert "Your name Dora The contract Guard Plus, concluded on November 16, 2026" in said
    assert "The confirmation goes to dora@mail.example" in said
    assert "You get back €120.00, within 5 to 7 business days" in said
    assert not RefundQuote.objects.exists()


def test_withdrawing_ends_the_contract_once(cast: Cast, sign_in: SignIn) -> None:
    subscription = dora(cast)
    browser = sign_in(subscription)
    page = browser.post(f"/account/subscriptions/{subscription.pk}/withdraw/", follow=True)
    review = review_in(page)

    first, second = review.confirm(browser), review.confirm(browser)

    assert reference_in(first) == reference_in(second)
    request = CancellationRequest.objects.get()
    assert (request.verb, request.state, request.reason_code) == ("withdraw", "effective", "")
    subscription.refresh_from_db()
    assert subscription.renewal == "ended"


def test_after_the_window_the_page_says_until_when_it_was(cast: Cast, sign_in: SignIn) -> None:
    subscription = dora(cast, days_ago=40)
    browser = sign_in(subscription)
    browser.cookies["django_language"] = "en"
    path = f"/account/subscriptions/{subscription.pk}/withdraw/"

    shown, pressed = browser.get(path), browser.post(path)

    assert (shown.status_code, pressed.status_code) == (200, 409)
    assert (
        "The right to withdraw from this contract ended on October 26, 2026. "
        "You can still cancel the subscription or turn its renewal off." in text(shown)
    )
    assert not RefundQuote.objects.exists()
    assert "withdraw/" not in browser.get("/account/").content.decode()


def test_the_window_closes_between_quote_and_confirmation_and_the_quote_is_honoured(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    subscription = dora(cast, days_ago=14)
    browser = sign_in(subscription)
    clock.move_to(NOW.replace(hour=4, minute=50) + timedelta(days=3))  # 23:50 of the last day
    page = browser.post(f"/account/subscriptions/{subscription.pk}/withdraw/", follow=True)
    review = review_in(page)
    clock.shift(timedelta(minutes=15))

    reference_in(review.confirm(browser))

    assert CancellationRequest.objects.get().verb == "withdraw"


def test_no_law_no_right(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=2))
    browser = sign_in(anna)

    page = browser.get(f"/account/subscriptions/{anna.pk}/withdraw/")

    assert "This contract has no statutory right of withdrawal." in text(page)
    assert "withdraw/" not in browser.get("/account/").content.decode()


def test_who_has_cancelled_for_later_may_still_withdraw(cast: Cast, sign_in: SignIn) -> None:
    subscription = dora(cast)
    browser = sign_in(subscription)
    browser.cookies["django_language"] = "en"
    cancel(browser, subscription, choice="end_of_term").confirm(browser)

    page = browser.get(f"/account/subscriptions/{subscription.pk}/withdraw/")

    assert ">Withdraw from contract here</a>" in browser.get("/account/").content.decode()
    assert page.status_code == 200
    assert "without giving a reason" in text(page)
