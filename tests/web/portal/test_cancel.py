"""Cancelling, first step: what each choice costs and gives back, and what a wrong form is told."""

from datetime import timedelta

import pytest

from fairwell.models import CancellationRequest, RefundQuote
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def marked(body: str) -> str:
    """The value of the radio button that is checked."""
    (button,) = [
        part for part in body.split("<input") if 'type="radio"' in part and "checked" in part
    ]
    return button.split('value="')[1].split('"')[0]


def test_each_choice_says_what_it_costs_and_gives_back(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    said = text(sign_in(anna).get(f"/account/subscriptions/{anna.pk}/cancel/"))

    assert "Now, with $79.99 back Your access ends as soon as you confirm." in said
    assert "Order Q-1001: $79.99 of $79.99 back. Annual terms are refunded in full" in said
    assert (
        "The money arrives within 5 to 7 business days, "
        "between November 30, 2026 and December 2, 2026." in said
    )
    assert "You keep full access until September 25, 2027, 05:00 EDT. Nothing more is" in said
    assert "Any day from November 21, 2026 to September 25, 2028; that day is the last" in said


def test_the_choice_that_gives_money_back_is_marked_and_the_page_says_so(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).get(f"/account/subscriptions/{anna.pk}/cancel/")

    assert marked(page.content.decode()) == "now"
    assert (
        "We have marked the choice that costs you least: it gives you $79.99 back, and your "
        "access ends as soon as you confirm. If you would rather keep the service, choose another."
        in text(page)
    )


def test_where_nothing_comes_back_the_end_of_the_term_is_marked(
    cast: Cast, sign_in: SignIn
) -> None:
    late = cast.subscriber("late", charged=NOW - timedelta(days=100))

    page = sign_in(late).get(f"/account/subscriptions/{late.pk}/cancel/")

    assert marked(page.content.decode()) == "end_of_term"
    said = text(page)
    assert "Now, without a refund" in said
    assert "so the last day was October 12, 2026" in said
    assert "costs you least" not in said


def test_several_payments_are_listed_one_by_one(cast: Cast, sign_in: SignIn) -> None:
    mia = cast.subscriber("mia", payments=(4_000, 3_999))

    said = text(sign_in(mia).get(f"/account/subscriptions/{mia.pk}/cancel/"))

    assert "Now, with $79.99 back" in said
    assert "Order Q-1001: $40.00 of $40.00 back." in said
    assert "Order Q-1002: $39.99 of $39.99 back." in said


def test_a_trial_ends_with_the_trial(cast: Cast, sign_in: SignIn) -> None:
    tim = cast.subscriber(
        "tim",
        service="trialing",
        charged=NOW - timedelta(days=3),
        trial_end=NOW + timedelta(days=11),
    )

    said = text(sign_in(tim).get(f"/account/subscriptions/{tim.pk}/cancel/"))

    assert "At the end of the trial You keep full access until December 2, 2026, 04:00 EST" in said


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose when the subscription should end."),
        ({"choice": "never"}, "Choose when the subscription should end."),
        ({"choice": "on_date"}, "Enter the day on which the subscription should end."),
        (
            {"choice": "on_date", "on_date": "2027-02-30"},
            "Enter a day of the calendar, such as 2027-01-31.",
        ),
        (
            {"choice": "on_date", "on_date": "soon"},
            "Enter a day of the calendar, such as 2027-01-31.",
        ),
        (
            {"choice": "on_date", "on_date": "2026-11-20"},
            "That day is over: enter November 21, 2026 or a later day.",
        ),
        (
            {"choice": "on_date", "on_date": "2030-01-01"},
            "That day is too late: enter September 25, 2028 or an earlier day.",
        ),
        (
            {"choice": "now", "reason_code": "boredom"},
            "Choose a reason from the list, or leave it out.",
        ),
        (
            {"choice": "now", "reason_text": "x" * 2_001},
            "Write at most 2000 characters, or leave it out.",
        ),
    ],
)
def test_a_form_that_cannot_be_used_is_told_why_and_nothing_is_written(
    cast: Cast, sign_in: SignIn, sent: dict[str, str], told: str
) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post(f"/account/subscriptions/{anna.pk}/cancel/", sent)

    assert page.status_code == 422
    assert f"Please check what you entered {told}" in text(page)
    assert "<title>Error: Cancel this subscription" in " ".join(page.content.decode().split())
    assert not RefundQuote.objects.exists()


def test_a_summary_of_errors_leads_to_the_first_choice(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    body = sign_in(anna).post(f"/account/subscriptions/{anna.pk}/cancel/", {}).content.decode()

    assert '<a href="#id_choice">Choose when' in body
    assert body.count('id="id_choice"') == 1


def test_a_day_typed_before_another_choice_was_made_does_not_matter(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    review = cancel(sign_in(anna), anna, choice="now", on_date="nonsense")

    assert "Your access ends as soon as you confirm" in review.said


def test_looking_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    sign_in(anna).get(f"/account/subscriptions/{anna.pk}/cancel/")

    assert not RefundQuote.objects.exists()
    assert not CancellationRequest.objects.exists()


def test_a_reason_is_kept_with_the_cancellation(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    reference_in(
        cancel(
            browser, anna, choice="now", reason_code="not_used", reason_text="Too many pop-ups"
        ).confirm(browser)
    )

    request = CancellationRequest.objects.get()
    assert (request.reason_code, request.reason_text) == ("not_used", "Too many pop-ups")


def test_nobody_needs_a_reason(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)

    cancel(browser, anna, choice="now").confirm(browser)

    request = CancellationRequest.objects.get()
    assert (request.reason_code, request.reason_text) == ("", "")


def test_who_has_cancelled_already_is_told_so_with_the_reference(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="end_of_term").confirm(browser))

    page = browser.get(f"/account/subscriptions/{anna.pk}/cancel/")

    assert page.status_code == 200
    assert (
        f"This subscription is cancelled already, under the reference {reference}. "
        "You need do nothing more. Your confirmation is kept in your account." in text(page)
    )
    assert f"/account/confirmations/{reference}/" in page.content.decode()


def test_who_has_ended_already_is_told_so_with_the_confirmation(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    page = browser.post(f"/account/subscriptions/{anna.pk}/cancel/", {"choice": "now"})

    assert "This subscription has ended already." in text(page)
    assert f"/account/confirmations/{reference}/" in page.content.decode()
    assert CancellationRequest.objects.count() == 1
