"""A charge that fails and what a subscriber does about it: another card, or simply paying again."""

from collections.abc import Callable
from datetime import timedelta

from fairwell.demo.letters import text_of
from fairwell.models import Invoice, PaymentMethod, Subscription
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


def renews_with(product: Product, key: str, card: str) -> Subscription:
    """A subscriber whose year is over in a minute, and whose card is that magic one."""
    owner = product.cast.subscriber(key, charged=product.now - timedelta(days=364, hours=23))
    PaymentMethod.objects.filter(pk=owner.method_id).update(method_ref=f"{card}_{key}")
    product.forward(hours=30)
    wait_until(lambda: newest(owner).first_failed_at is not None)
    owner.refresh_from_db()
    return owner


def newest(owner: Subscription) -> Invoice:
    """The bill of its latest term."""
    return Invoice.objects.filter(subscription=owner).latest("issued_at")


def test_nora_s_card_was_stolen_and_another_one_pays(product: Product, person: Make) -> None:
    nora = renews_with(product, "nora", "pm_stolen")
    assert (nora.standing, nora.service) == ("grace", "active")
    letter = product.letter("nora@mail.example", newest(nora).number, seconds=60)
    assert f"/account/orders/{newest(nora).number}/pay/" in text_of(letter)
    her = person()
    her.sign_in("nora@mail.example")
    her.look("overdue")
    clicks = her.clicks

    her.click("^use another card$")
    her.look("another-card")
    her.press("^go to the bank")
    her.page.wait_for_url("**/setups/**")
    her.page.locator("#card-pays").check()
    her.press("^use this card$")
    her.page.wait_for_url("**/account/cards/**")
    her.look("back-from-the-bank")
    her.press("^use this card$")
    her.page.wait_for_url("**/account/subscriptions/**")
    assert her.clicks - clicks <= 4

    wait_until(lambda: newest(nora).state == "paid")
    her.go(f"/account/subscriptions/{nora.pk}/pay/")
    assert "Everything is paid." in her.text()
    her.look("paid")
    nora.refresh_from_db()
    assert nora.standing == "current"
    assert newest(nora).attempts.count() == 2
    wait_until(lambda: newest(nora).notices.filter(template="receipt", state="sent").exists())
    product.assert_books_hold()


def test_otto_had_no_money_on_his_account_and_pays_when_he_has(
    product: Product, person: Make
) -> None:
    otto = renews_with(product, "otto", "pm_declined_first_1")
    his = person()
    his.sign_in("otto@mail.example")

    his.click("^pay now$")
    his.look("pay")
    assert "not enough money" in his.text()
    his.press("^pay .* now$")
    his.page.wait_for_load_state()

    wait_until(lambda: newest(otto).state == "paid")
    his.go(f"/account/subscriptions/{otto.pk}/pay/")
    assert "Everything is paid." in his.text()
    otto.refresh_from_db()
    assert otto.standing == "current"
    product.assert_books_hold()
