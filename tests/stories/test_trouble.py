"""Trouble: expired quotes, other people's pages, forged forms, a mail server that is down."""

import re
from collections.abc import Callable
from datetime import timedelta

from fairwell.models import CancellationRequest, Notice, RefundQuote, Statement
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


def reach_review(his: Person, choice: str = "Now") -> None:
    """Go from the account page to the review of a cancellation."""
    his.go("/account/")
    his.click("^cancel")
    his.page.get_by_role("radio", name=re.compile(choice)).check()
    his.press("^continue$")
    his.page.wait_for_url("**/quotes/**")


def test_an_expired_quote_is_worked_out_again_and_must_be_confirmed_again(
    product: Product, person: Make
) -> None:
    jana = product.cast.subscriber("jana", charged=product.now - timedelta(days=60))
    her = person()
    her.sign_in("jana@mail.example")
    reach_review(her)
    assert "$79.99" in her.text()
    product.forward(hours=24)

    her.press("^(confirm|cancel)")

    her.look("quoted-again")
    assert "We have worked it out again" in her.text()
    assert not CancellationRequest.objects.filter(subscription=jana).exists()
    her.press("^(confirm|cancel)")
    her.page.wait_for_url("**/confirmations/**")
    assert CancellationRequest.objects.get(subscription=jana).decision["refund"]["total_minor"] == 0
    product.assert_books_hold()


def test_a_quote_with_a_forged_promise_is_not_kept(product: Product, person: Make) -> None:
    kurt = product.cast.subscriber("kurt", charged=product.now - timedelta(days=3))
    his = person()
    his.sign_in("kurt@mail.example")
    reach_review(his)
    his.page.evaluate("document.querySelector('[name=expected]').value = 'f'.repeat(64)")

    his.press("^(confirm|cancel)")

    assert "We have worked it out again" in his.text()
    assert not CancellationRequest.objects.filter(subscription=kurt).exists()


def test_a_double_click_cancels_once(product: Product, person: Make) -> None:
    lena = product.cast.subscriber("lena", charged=product.now - timedelta(days=3))
    her = person()
    her.sign_in("lena@mail.example")
    reach_review(her)

    her.page.get_by_role("button", name=re.compile("^(confirm|cancel)", re.I)).dblclick()
    her.page.wait_for_url("**/confirmations/**")

    assert CancellationRequest.objects.filter(subscription=lena).count() == 1
    reference = CancellationRequest.objects.get(subscription=lena).reference
    assert reference in her.text()
    assert product.letter("lena@mail.example", reference)
    product.assert_books_hold()


def test_what_is_not_yours_is_not_there(product: Product, person: Make) -> None:
    otto = product.cast.subscriber("otto", charged=product.now - timedelta(days=3))
    product.cast.subscriber("paula", charged=product.now - timedelta(days=3))
    his = person()
    his.sign_in("otto@mail.example")
    reach_review(his)
    his.press("^(confirm|cancel)")
    his.page.wait_for_url("**/confirmations/**")
    statement = Statement.objects.get(subscription=otto, kind="cancellation")
    quote = RefundQuote.objects.get(subscription=otto)
    hers = person()
    hers.sign_in("paula@mail.example")

    for path in (
        f"/account/subscriptions/{otto.pk}/",
        f"/account/subscriptions/{otto.pk}/cancel/",
        f"/account/subscriptions/{otto.pk}/withdraw/",
        f"/account/subscriptions/{otto.pk}/renewal/",
        f"/account/quotes/{quote.token}/",
        f"/account/confirmations/{statement.reference}/",
        f"/account/confirmations/{statement.reference}/document.json",
        f"/account/confirmations/{statement.reference}/document.pdf",
        f"/account/confirmations/{statement.reference}/undo/",
    ):
        assert hers.page.request.get(product.site + path).status == 404, path
    hers.go(f"/account/subscriptions/{otto.pk}/")
    hers.look("not-there")


def test_a_form_from_elsewhere_changes_nothing(product: Product, person: Make) -> None:
    quinn = product.cast.subscriber("quinn", charged=product.now - timedelta(days=3))
    his = person()
    his.sign_in("quinn@mail.example")

    answer = his.page.request.post(
        f"{product.site}/account/subscriptions/{quinn.pk}/renewal/", form={"turn": "off"}
    )

    assert answer.status == 403
    assert "nothing" in answer.text().lower()
    quinn.refresh_from_db()
    assert quinn.renewal == "auto_renewing"


def test_the_mail_server_is_down_for_an_hour(product: Product, person: Make) -> None:
    rosa = product.cast.subscriber("rosa", charged=product.now - timedelta(days=3))
    product.tell_bank()
    her = person()
    her.sign_in("rosa@mail.example")
    product.sink.stop()
    try:
        reach_review(her)
        her.press("^(confirm|cancel)")
        her.page.wait_for_url("**/confirmations/**")
        reference = CancellationRequest.objects.get(subscription=rosa).reference
        assert reference in her.text(), "the confirmation is on the screen at once"
        her.look("mail-on-its-way")
        for _ in range(6):
            product.forward(minutes=10)
            wait_until(lambda: not _mail_due(product))
        assert Notice.objects.get(statement__reference=reference).state == "queued"
    finally:
        product.sink.start()
    product.forward(minutes=30)

    assert product.letter("rosa@mail.example", reference)
    wait_until(lambda: Notice.objects.get(statement__reference=reference).state == "sent")
    assert product.letters("rosa@mail.example", f"ended on November 21, 2026 – {reference}") <= 1
    assert Notice.objects.filter(statement__reference=reference).count() == 1


def _mail_due(product: Product) -> bool:
    """Whether a mail is due and has not been tried yet."""
    from fairwell.models import OutboxEntry

    return OutboxEntry.objects.filter(
        topic="mail", done_at__isnull=True, due_at__lte=product.now, leased_until__isnull=True
    ).exists()
