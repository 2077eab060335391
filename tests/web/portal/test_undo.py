"""Undoing a cancellation: what comes back is said before, and it happens once."""

from datetime import timedelta

import time_machine

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.models import Statement
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def test_the_page_says_what_comes_back(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="end_of_term").confirm(browser))
    confirmation = browser.get(f"/account/confirmations/{reference}/")
    assert "You can undo this until September 25, 2027, 05:00 EDT." in text(confirmation)

    said = text(browser.get(f"/account/confirmations/{reference}/undo/"))

    assert "Guard Plus goes on as it was before you cancelled." in said
    assert "Renewal On Next charge $79.99 on September 25, 2027" in said
    anna.refresh_from_db()
    assert anna.renewal == "non_renewing"


def test_who_had_turned_renewal_off_gets_it_back_turned_off(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )
    browser = sign_in(anna)
    reference = reference_in(
        cancel(browser, anna, choice="on_date", on_date="2026-12-24").confirm(browser)
    )

    said = text(browser.get(f"/account/confirmations/{reference}/undo/"))

    assert "Renewal Off Next charge No further charge Ends September 25, 2027, 05:00 EDT" in said


def test_undoing_twice_leads_to_the_same_document(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="end_of_term").confirm(browser))
    path = f"/account/confirmations/{reference}/undo/"

    first, second = browser.post(path), browser.post(path)

    assert reference_in(first) == reference_in(second)
    anna.refresh_from_db()
    assert (anna.renewal, anna.ends_at) == ("auto_renewing", None)
    assert Statement.objects.filter(kind="cancellation_undone").count() == 1
    told = text(browser.get(first["Location"]))
    assert "Your cancellation is undone" in told
    assert "There is no cancellation to undo." in text(browser.get(path))


def test_it_is_too_late_once_the_service_has_ended(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(
        cancel(browser, anna, choice="on_date", on_date="2026-11-23").confirm(browser)
    )
    clock.shift(timedelta(days=4))
    end_due_subscriptions(at=NOW + timedelta(days=4))
    path = f"/account/confirmations/{reference}/undo/"

    shown, pressed = browser.get(path), browser.post(path)

    told = "The subscription has ended, so its cancellation cannot be undone any more."
    assert (shown.status_code, pressed.status_code) == (200, 409)
    assert told in text(shown)
    assert told in text(pressed)
    anna.refresh_from_db()
    assert anna.renewal == "ended"


def test_only_a_cancellation_has_a_page_to_undo_it(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    statement = turn_off_renewal(
        subscription_id=anna.pk, at=NOW, actor="subscriber", channel="portal", idempotency_key="k"
    )

    page = sign_in(anna).get(f"/account/confirmations/{statement.reference}/undo/")

    assert page.status_code == 404
