"""Told in time: a reminder comes in its window, its proof is in the history, leavers get none."""

from collections.abc import Callable
from datetime import timedelta

from fairwell.models import Notice
from tests.cast import NOW
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]
RENEWED = NOW + timedelta(days=20) - timedelta(days=365)


def test_anna_is_reminded_in_time_and_bert_who_has_left_is_not(
    product: Product, person: Make
) -> None:
    anna = product.cast.subscriber("anna", charged=RENEWED)
    product.cast.subscriber("bert", charged=RENEWED)
    his = person()
    his.sign_in("bert@mail.example")
    his.click("^turn off renewal")
    his.press("^turn off renewal")
    his.page.wait_for_url("**/confirmations/**")

    product.forward(days=6, hours=7)

    letter = product.letter("anna@mail.example", "renews by itself on December 11, 2026")
    assert letter["Subject"] == "Your Guard Plus renews on December 11, 2026"
    assert product.letters("bert@mail.example", "renews by itself") == 0
    her = person()
    her.sign_in("anna@mail.example")
    her.go(f"/account/subscriptions/{anna.pk}/")
    wait_until(lambda: "Reminder of the renewal sent by e-mail" in _seen_again(her))
    her.look("history")
    her.click("^letters we sent you")
    her.look("letters")
    assert "Accepted by your mail provider" in her.text()
    assert "in time until December 10, 2026" in her.text()
    her.press("^send it to me again")
    assert "A copy is on its way to a…@mail.example." in her.text()
    wait_until(lambda: product.letters("anna@mail.example", "renews by itself on December 11") == 2)
    her.click("what you can switch off")
    her.look("wishes")
    her.page.get_by_label("Reminder of a renewal").uncheck()
    her.press("^keep this choice")
    assert "Your choice is kept." in her.text()
    assert not her.page.get_by_label("Reminder of a renewal").is_checked()
    sent = Notice.objects.filter(template="renewal_reminder", state="sent")
    assert {notice.subscription_id for notice in sent} == {anna.pk}
    product.assert_books_hold()


def _seen_again(her: Person) -> str:
    her.page.reload()
    return her.text()
