"""Automatic renewal: one page, one button, off and on again."""

import pytest

from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.models import Statement
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def test_turning_off_says_until_when_and_which_charge_falls_away(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).get(f"/account/subscriptions/{anna.pk}/renewal/")

    said = text(page)
    assert "Turn off renewal Guard Plus" in said
    assert "Your access until September 25, 2027, 05:00 EDT, as paid for" in said
    assert "The charge of $79.99 on September 25, 2027 will not come." in said
    assert page.content.decode().count("button primary") == 1
    anna.refresh_from_db()
    assert anna.renewal == "auto_renewing"


def test_off_and_on_again(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    path = f"/account/subscriptions/{anna.pk}/renewal/"

    off = browser.post(path, {"turn": "off"})

    anna.refresh_from_db()
    assert anna.renewal == "non_renewing"
    assert Statement.objects.get(reference=reference_in(off)).kind == "renewal_off"
    said = text(browser.get(path))
    assert "Turn on renewal" in said
    assert "$79.99 will be charged on September 25, 2027." in said
    on = browser.post(path, {"turn": "on"})
    anna.refresh_from_db()
    assert (anna.renewal, anna.ends_at) == ("auto_renewing", None)
    assert Statement.objects.get(reference=reference_in(on)).kind == "renewal_on"


def test_pressing_twice_gives_one_document(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    path = f"/account/subscriptions/{anna.pk}/renewal/"

    first, second = browser.post(path, {"turn": "off"}), browser.post(path, {"turn": "off"})

    assert reference_in(first) == reference_in(second)
    assert Statement.objects.count() == 1


def test_turning_on_what_is_on_is_refused_in_words(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post(f"/account/subscriptions/{anna.pk}/renewal/", {"turn": "on"})

    assert page.status_code == 409
    assert (
        "Automatic renewal is on already. You need do nothing more. Your account shows the next "
        "charge." in text(page)
    )


@pytest.mark.parametrize("sent", [{}, {"turn": ""}, {"turn": "sideways"}])
def test_a_position_that_is_none_changes_nothing(
    cast: Cast, sign_in: SignIn, sent: dict[str, str]
) -> None:
    anna = cast.subscriber("anna")

    page = sign_in(anna).post(f"/account/subscriptions/{anna.pk}/renewal/", sent)

    assert page.status_code == 422
    assert "Please check what you entered Say whether renewal should be off or on." in text(page)
    anna.refresh_from_db()
    assert anna.renewal == "auto_renewing"


def test_a_cancelled_subscription_is_told_to_undo_first(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="end_of_term").confirm(browser))
    path = f"/account/subscriptions/{anna.pk}/renewal/"

    shown, pressed = browser.get(path), browser.post(path, {"turn": "on"})

    told = (
        f"This subscription is cancelled, under the reference {reference}. "
        "To change its renewal, undo the cancellation first."
    )
    assert (shown.status_code, pressed.status_code) == (200, 409)
    assert told in text(shown)
    assert told in text(pressed)


def test_turning_off_elsewhere_meanwhile_is_answered_with_that_document(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    path = f"/account/subscriptions/{anna.pk}/renewal/"
    browser.get(path)
    told = turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )

    assert reference_in(browser.post(path, {"turn": "off"})) == told.reference
