"""Staying the only one who comes in: an authenticator app, recovery codes, passkeys, sessions."""

import re
from collections.abc import Callable
from datetime import timedelta

from fairwell.demo.letters import link_in
from tests.stories.browsing import Person
from tests.stories.hands import app_code, give_password_again, phone_with_passkeys
from tests.stories.product import Product

Make = Callable[..., Person]
PASSWORD = "correct horse battery"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def give_password(theirs: Person, email: str, password: str = PASSWORD) -> None:
    """The first of two steps."""
    theirs.go("/accounts/login/")
    theirs.page.get_by_label("E-mail address").fill(email)
    theirs.page.get_by_label("Password", exact=True).fill(password)
    theirs.press("^sign in$")
    theirs.page.wait_for_url("**/2fa/authenticate/")


def give_code(theirs: Person, code: str) -> None:
    """The second."""
    theirs.page.get_by_label("Code", exact=True).fill(code)
    theirs.press("^sign in$")


def show_strange_passkey(theirs: Person) -> None:
    """As if the device offered a passkey that was removed here."""
    with theirs.page.expect_navigation():
        theirs.page.evaluate(
            """const told = document.querySelector("[name=credential]");
            told.value = JSON.stringify({rawId: "AAAA"});
            told.form.submit();"""
        )


def test_xenia_sets_up_an_app_and_loses_her_phone(product: Product, person: Make) -> None:
    product.cast.subscriber("xenia", charged=product.now - timedelta(days=3))
    hers = person()
    hers.sign_in("xenia@mail.example")
    hers.click("^security$")
    hers.click("^manage two-step sign-in$")
    hers.look("two-step")
    hers.click("^set up an app$")
    give_password_again(hers)
    hers.look("app")
    key = hers.page.locator("dd code").inner_text()
    hers.page.get_by_label("Code from the app").fill("000000")
    hers.press("^turn on$")
    hers.look("app-wrong-code")
    assert "This code does not match." in hers.text()
    assert hers.page.locator("dd code").inner_text() == key, "the same key after a slip"
    hers.page.get_by_label("Code from the app").fill(app_code(key))
    hers.press("^turn on$")
    hers.look("recovery-codes")
    codes = hers.page.locator(".code-list li").all_inner_texts()
    assert len(set(codes)) == 10
    assert product.letter("xenia@mail.example", "An authenticator app was set up")

    hers.press("^sign out$")
    give_password(hers, "xenia@mail.example")
    hers.go("/account/")
    assert "/accounts/2fa/authenticate/" in hers.page.url, "the password alone opens nothing"
    hers.look("second-step")
    give_code(hers, app_code(key))
    hers.page.wait_for_url("**/account/")
    assert "Guard Plus" in hers.text()

    hers.press("^sign out$")
    give_password(hers, "xenia@mail.example")
    give_code(hers, codes[0])
    hers.page.wait_for_url("**/account/")
    hers.go("/accounts/")
    hers.look("security")
    assert "authenticator app, 9 recovery codes left" in hers.text()
    hers.press("^sign out$")
    give_password(hers, "xenia@mail.example")
    give_code(hers, codes[0])
    assert "This code does not match." in hers.text(), "a recovery code works once"
    hers.look("used-recovery-code")


def add_passkey(theirs: Person, name: str) -> None:
    """To an account that has a password, on a device that keeps passkeys."""
    phone_with_passkeys(theirs)
    theirs.go("/accounts/")
    theirs.click("^add a passkey$")
    give_password_again(theirs)
    theirs.page.wait_for_url("**/2fa/webauthn/add/")
    theirs.page.get_by_label("What to call it").fill(name)
    theirs.press("^add the passkey$")
    theirs.page.wait_for_url("**/2fa/recovery-codes/")


def test_yuri_signs_in_with_a_passkey(product: Product, person: Make) -> None:
    product.cast.subscriber("yuri", charged=product.now - timedelta(days=3))
    his = person()
    his.sign_in("yuri@mail.example")
    add_passkey(his, "My phone")
    his.look("recovery-codes")
    his.go("/accounts/2fa/webauthn/")
    his.look("passkeys")
    assert "My phone" in his.text()
    assert "not used yet" in his.text()
    assert product.letter("yuri@mail.example", "A passkey was added")

    his.press("^sign out$")
    his.go("/accounts/login/")
    his.press("^use a passkey$")
    his.page.wait_for_url("**/account/")
    assert "Guard Plus" in his.text()
    his.press("^sign out$")
    give_password(his, "yuri@mail.example")
    his.look("second-step")
    show_strange_passkey(his)
    assert "We do not know this passkey" in his.text()
    his.look("second-step-failed")
    his.press("^use your passkey$")
    his.page.wait_for_url("**/account/")
    his.go("/accounts/2fa/webauthn/")
    assert "last used" in his.text()


def test_yola_removes_a_passkey_and_it_opens_nothing(product: Product, person: Make) -> None:
    product.cast.subscriber("yola", charged=product.now - timedelta(days=3))
    hers = person()
    hers.sign_in("yola@mail.example")
    add_passkey(hers, "Old laptop")
    hers.press("^sign out$")
    hers.go("/accounts/login/?next=/accounts/2fa/webauthn/")
    hers.press("^use a passkey$")
    hers.page.wait_for_url("**/2fa/webauthn/")

    hers.click("^remove")
    hers.look("is-it-you")
    hers.click("^use your passkey$")
    hers.look("is-it-you-passkey")
    show_strange_passkey(hers)
    assert "We do not know this passkey" in hers.text()
    hers.look("is-it-you-failed")
    hers.press("^use your passkey$")
    hers.page.wait_for_url("**/remove/")
    hers.look("remove-passkey")
    hers.press("^remove$")
    hers.look("removed")
    assert "No passkey yet" in hers.text()
    assert product.letter("yola@mail.example", "A passkey was removed")

    hers.press("^sign out$")
    hers.go("/accounts/login/")
    hers.press("^use a passkey$")
    hers.page.get_by_role("status").wait_for()
    assert "We do not know this passkey" in hers.text()
    hers.look("unknown-passkey")
    hers.go("/account/")
    assert "/accounts/login/" in hers.page.url


def test_zoe_never_has_a_password(product: Product, person: Make) -> None:
    product.cast.subscriber("zoe", signed_up=False, charged=product.now - timedelta(days=3))
    hers = person()
    phone_with_passkeys(hers)
    hers.go("/accounts/start/")
    hers.page.get_by_label("E-mail address").fill("zoe@mail.example")
    hers.press("^send me a link$")
    letter = product.letter("zoe@mail.example", "/invitation/")
    hers.go(link_in(letter, "/invitation/"))
    hers.press("^use a passkey instead$")
    hers.page.wait_for_url("**/2fa/webauthn/add/")
    hers.look("add-passkey")
    hers.page.get_by_label("What to call it").fill("Laptop")
    hers.press("^add the passkey$")
    hers.page.wait_for_url("**/2fa/recovery-codes/")
    hers.press("^sign out$")
    hers.go("/accounts/login/")
    hers.press("^use a passkey$")
    hers.page.wait_for_url("**/account/")
    assert "Guard Plus" in hers.text()

    hers.go("/accounts/")
    hers.click("^set a password$")
    hers.page.wait_for_url("**/reauthenticate/**")
    hers.look("is-it-you")
    hers.press("^use your passkey$")
    hers.page.wait_for_url("**/password/set/")
    hers.look("first-password")
    hers.page.get_by_label("New password").fill("a quiet lighthouse")
    hers.page.get_by_label("The same again").fill("a quiet lighthouse")
    hers.press("^save the password$")
    assert "Your password is set." in hers.text()
    assert product.letter("zoe@mail.example", "A password was set for your account")


def test_adam_signs_the_other_browser_out(product: Product, person: Make) -> None:
    product.cast.subscriber("adam", charged=product.now - timedelta(days=3))
    at_home, at_work = person(), person(user_agent=WINDOWS)
    at_work.sign_in("adam@mail.example")
    at_home.sign_in("adam@mail.example")
    at_home.go("/accounts/")
    at_home.click("^see the devices$")
    at_home.look("two-browsers")
    assert at_home.page.locator("main li.card").count() == 2
    assert "Firefox, Windows" in at_home.text()
    mine = at_home.page.locator("main li.card", has_text="This device")
    assert mine.count() == 1
    assert "Chrome, Linux" in mine.inner_text()

    at_home.press("^sign out everywhere else$")
    at_home.look("one-browser")
    assert "Firefox, Windows" not in at_home.text()
    at_work.go("/account/")
    assert re.search(r"/accounts/login/\?next=/account/$", at_work.page.url)
    at_home.go("/account/")
    assert "Guard Plus" in at_home.text()
