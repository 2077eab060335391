"""The confirmation: a reference, the sealed document in three forms, and a letter."""

from datetime import timedelta

import pytest
import time_machine

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.domain.payments import GatewayAnswer
from fairwell.models import Notice, PaymentAttempt, Statement
from tests.cast import NOW, Cast
from tests.web.portal.browsing import SignIn, cancel, reference_in, text


def settle(attempt: PaymentAttempt) -> None:
    """Let the gateway answer that the money went back."""
    submit_refund_attempt(attempt_id=attempt.pk, at=NOW)
    answer = GatewayAnswer(outcome="succeeded", gateway_ref="re_1")
    record_refund_outcome(attempt_id=attempt.pk, news=answer, at=NOW)


def test_the_confirmation_shows_the_reference_and_says_instructed(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    page = browser.get(f"/account/confirmations/{reference}/")

    said = text(page)
    assert f"Your reference number {reference}" in said
    assert "We have instructed a refund of $79.99." in said
    assert "refunded" not in said.replace("Annual terms are refunded in full", "")
    assert "A copy is on its way to a…@mail.example." in said
    assert "Undo the cancellation" not in said
    assert "/verify/" in page.content.decode()


def test_the_json_is_the_sealed_document_byte_for_byte(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    file = browser.get(f"/account/confirmations/{reference}/document.json")

    assert file.content == Statement.objects.get().document.encode()
    assert file["Content-Type"] == "application/json"
    assert file["Content-Disposition"] == f'attachment; filename="{reference}.json"'


def test_the_pdf_is_a_pdf_named_by_its_reference(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    file = browser.get(f"/account/confirmations/{reference}/document.pdf")

    assert file.content.startswith(b"%PDF-")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"] == f'attachment; filename="{reference}.pdf"'


def test_sending_it_again_queues_one_letter_however_often_it_is_pressed(
    cast: Cast, sign_in: SignIn, clock: time_machine.Traveller
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))
    clock.shift(timedelta(minutes=2))

    first = browser.post(f"/account/confirmations/{reference}/resend/")
    again = browser.post(f"/account/confirmations/{reference}/resend/", follow=True)

    assert (first.status_code, first["Location"]) == (303, f"/account/confirmations/{reference}/")
    assert "A copy is on its way to a…@mail.example." in text(again)
    assert Notice.objects.count() == 2


def test_looking_at_the_send_address_sends_nothing(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))

    page = browser.get(f"/account/confirmations/{reference}/resend/")

    assert (page.status_code, page["Location"]) == (302, f"/account/confirmations/{reference}/")
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "sent_at", "told"),
    [
        ("sent", NOW, "A copy was sent to a…@mail.example on November 21, 2026, 04:00 EST."),
        ("failed", None, "Our letter to a…@mail.example could not be delivered."),
    ],
)
def test_the_page_says_what_became_of_the_letter(
    cast: Cast, sign_in: SignIn, state: str, sent_at: object, told: str
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))
    Notice.objects.update(state=state, sent_at=sent_at)

    assert told in text(browser.get(f"/account/confirmations/{reference}/"))


def test_a_settled_refund_is_linked_from_the_confirmation_and_back(
    cast: Cast, sign_in: SignIn
) -> None:
    anna = cast.subscriber("anna")
    browser = sign_in(anna)
    reference = reference_in(cancel(browser, anna, choice="now").confirm(browser))
    settle(PaymentAttempt.objects.get(kind="refund"))
    settled = Statement.objects.get(kind="refund_settled").reference

    page = browser.get(f"/account/confirmations/{reference}/")

    assert f"Refund paid out on November 21, 2026: {settled}" in text(page)
    follower = text(browser.get(f"/account/confirmations/{settled}/"))
    assert f"Cancellation confirmed on November 21, 2026: {reference}" in follower
    in_full = text(browser.get(f"/account/subscriptions/{anna.pk}/"))
    assert f"Refund $79.99, paid out on November 21, 2026 ( {reference})" in in_full
