"""Changing instead of leaving: devices, tier, cycle and pause, each to its sealed confirmation."""

import re
from collections.abc import Callable
from datetime import timedelta

from fairwell.models import Invoice, Price, Subscription
from tests import changing
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


def sold(product: Product) -> None:
    """The tiers are on sale; the stories of this file share one catalogue."""
    if not Price.objects.filter(external_id="price_premium").exists():
        changing.sell_tiers(product.cast)


def open_change(her: Person, subscription: Subscription) -> None:
    """From the subscription's page to what it can be changed to."""
    her.go(f"/account/subscriptions/{subscription.pk}/")
    her.click("^change$")
    her.page.wait_for_url("**/change/")


def pick(her: Person, option: str, group: str) -> None:
    """Choose it and have it worked out."""
    her.page.get_by_role("radio", name=re.compile(option)).check()
    her.press(f"^continue with: {group}")
    her.page.wait_for_url("**/changes/**")


def confirm(her: Person, words: str) -> None:
    """Press the review's one button."""
    her.press(words)
    her.page.wait_for_url("**/confirmations/**")


def test_anna_covers_more_devices_at_once_and_pays_the_difference(
    product: Product, person: Make
) -> None:
    sold(product)
    anna = product.cast.subscriber("anna")
    product.tell_bank()
    her = person()
    her.sign_in("anna@mail.example")
    open_change(her, anna)
    her.look("choices")
    pick(her, "^10 devices", "devices")
    her.look("review")
    assert "Change and pay $24.90" in her.text()
    confirm(her, "^change and pay")
    her.look("confirmed")

    assert "You now have Guard Plus, 10 devices" in her.text()
    assert product.letter("anna@mail.example", "You now have Guard Plus, 10 devices")
    wait_until(lambda: Invoice.objects.get(subscription=anna, kind="adjustment").state == "paid")
    product.assert_books_hold()


def test_ben_takes_a_lower_plan_with_the_renewal_and_undoes_it(
    product: Product, person: Make
) -> None:
    sold(product)
    ben = product.cast.subscriber("ben")
    his = person()
    his.sign_in("ben@mail.example")
    open_change(his, ben)
    pick(his, "^3 devices", "devices")
    assert "with the end of the paid term" in his.text()
    his.look("review")
    confirm(his, "^confirm change$")
    his.look("confirmed")

    his.go(f"/account/subscriptions/{ben.pk}/")
    assert "You change to Guard Plus, 3 devices, yearly" in his.text()
    his.look("agreed")
    his.click("^undo")
    his.look("undo")
    confirm(his, "^undo the change$")
    assert "Your change is undone" in his.text()
    his.look("undone")
    ben.refresh_from_db()
    assert changing.waiting(ben) is None


def test_cleo_goes_up_a_tier_and_mona_changes_her_cycle(product: Product, person: Make) -> None:
    sold(product)
    cleo = product.cast.subscriber("cleo")
    mona = product.cast.subscriber("mona")
    product.tell_bank()
    hers = person()
    hers.sign_in("cleo@mail.example")
    open_change(hers, cleo)
    pick(hers, "Guard Premium", "plan")
    confirm(hers, "^change and pay")
    assert "You now have Guard Premium" in hers.text()

    her = person()
    her.sign_in("mona@mail.example")
    open_change(her, mona)
    pick(her, "Charged monthly", "billing cycle")
    her.look("cycle")
    assert "September 25, 2027" in her.text()
    her.press("^at once instead$")
    her.page.wait_for_function("document.body.innerText.includes('At the renewal instead')")
    assert "Credit that stays and pays your next charges" in her.text()
    her.look("cycle-at-once")
    confirm(her, "^confirm change$")
    her.look("cycle-confirmed")
    mona.refresh_from_db()
    assert (mona.price.term, mona.current_period_no) == ("P1M", 2)
    wait_until(lambda: Invoice.objects.get(subscription=cleo, kind="adjustment").state == "paid")
    product.assert_books_hold()


def test_dora_pauses_goes_on_and_is_one_click_from_leaving(product: Product, person: Make) -> None:
    dora = product.cast.subscriber("dora")
    end = dora.current_period_end
    her = person()
    her.sign_in("dora@mail.example")
    open_change(her, dora)
    her.click("^pause this subscription$")
    her.look("pause")
    until = (product.now + timedelta(days=40)).date().isoformat()
    her.page.get_by_label("The service goes on with").fill(until)
    her.press("^continue$")
    her.page.wait_for_url("**/changes/**")
    her.look("review")
    confirm(her, "^confirm pause$")
    her.look("paused")
    assert product.letter("dora@mail.example", "Your access rests from now on")
    product.forward(days=3)

    her.go(f"/account/subscriptions/{dora.pk}/")
    her.look("account")
    her.click("^end the pause$")
    her.press("^end the pause$")
    her.page.wait_for_url("**/changes/**")
    her.look("going-on")
    confirm(her, "^go on now$")
    her.look("went-on")
    dora.refresh_from_db()
    assert dora.service == "active"
    assert dora.current_period_end - end > timedelta(days=2, hours=23)

    open_change(her, dora)
    her.click("^cancel this subscription$")
    her.page.wait_for_url("**/cancel/")
