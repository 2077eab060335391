"""Coming in: the first time, with a forgotten password, by a code, in German, by keyboard."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from fairwell.demo.letters import link_in, text_of
from fairwell.models import Invitation, User
from tests.stories.browsing import Person
from tests.stories.hands import code_in, give_password_again
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]
GOOD = "a quiet lighthouse"


def ask_for_link(theirs: Person, email: str) -> None:
    """From the sign-in page, as somebody who was never here."""
    theirs.go("/accounts/login/")
    theirs.click("^set up your account$")
    theirs.page.get_by_label("E-mail address").fill(email)
    theirs.press("^send me a link$")
    theirs.page.wait_for_url("**/start/sent/")


def test_nora_comes_for_the_first_time(product: Product, person: Make) -> None:
    product.cast.subscriber("nora", signed_up=False, charged=product.now - timedelta(days=3))
    hers = person()
    hers.go("/accounts/login/")
    hers.look("sign-in")
    hers.click("^set up your account$")
    hers.look("first-time")
    hers.page.get_by_label("E-mail address").fill("nora@mail.example")
    hers.press("^send me a link$")
    hers.look("asked")

    letter = product.letter("nora@mail.example", "/accounts/invitation/")
    hers.go(link_in(letter, "/accounts/invitation/"))
    hers.look("invitation")
    hers.page.get_by_label("Password").fill("short")
    hers.press("^save the password$")
    hers.look("too-short")
    assert "This password is too short." in hers.text()
    hers.page.get_by_label("Password").fill(GOOD)
    hers.press("^save the password$")

    hers.page.wait_for_url("**/account/")
    assert "Guard Plus" in hers.text()
    assert "$79.99" in hers.text()
    hers.press("^sign out$")
    hers.sign_in("nora@mail.example", GOOD)
    assert "Guard Plus" in hers.text()


def test_a_stranger_sees_the_same_page_and_gets_no_mail(product: Product, person: Make) -> None:
    product.cast.subscriber("olga", signed_up=False, charged=product.now - timedelta(days=3))
    known, unknown = person(), person()
    ask_for_link(known, "olga@mail.example")
    ask_for_link(unknown, "stranger@mail.example")

    assert known.text().replace("olga@", "stranger@") == unknown.text()
    assert product.letter("olga@mail.example", "/accounts/invitation/")
    assert product.letters("stranger@mail.example", "") == 0


def test_a_link_works_once_and_not_for_ever(product: Product, person: Make) -> None:
    product.cast.subscriber("piet", signed_up=False, charged=product.now - timedelta(days=3))
    his = person()
    ask_for_link(his, "piet@mail.example")
    first = link_in(product.letter("piet@mail.example", "/invitation/"), "/invitation/")
    product.forward(days=settings.ENVIRONMENT.invitation_days, minutes=1)

    his.go(first)
    his.look("too-old")
    assert "This link no longer works" in his.text()
    assert not User.objects.filter(email="piet@mail.example").exists()

    his.click("^send me a new link$")
    his.page.get_by_label("E-mail address").fill("piet@mail.example")
    his.press("^send me a link$")
    wait_until(lambda: product.letters("piet@mail.example", "/invitation/") == 2)
    second = link_in(product.letter("piet@mail.example", "/invitation/"), "/invitation/")
    his.go(second)
    his.page.get_by_label("Password").fill(GOOD)
    his.press("^save the password$")
    his.page.wait_for_url("**/account/")
    assert Invitation.objects.filter(email="piet@mail.example").count() == 2

    thief = person()
    thief.go(second)
    assert "This link no longer works" in thief.text()
    assert thief.page.get_by_label("Password").count() == 0


def test_ralf_has_forgotten_his_password(product: Product, person: Make) -> None:
    product.cast.subscriber("ralf", charged=product.now - timedelta(days=3))
    elsewhere, his = person(), person()
    elsewhere.sign_in("ralf@mail.example")

    his.go("/accounts/login/")
    his.click("^forgotten your password")
    his.look("forgotten")
    his.page.get_by_label("E-mail address").fill("ralf@mail.example")
    his.press("^send the link$")
    his.look("link-sent")
    link = link_in(product.letter("ralf@mail.example", "/password/reset/key/"), "/reset/key/")
    his.go(link)
    his.look("new-password")
    his.page.get_by_label("New password").fill(GOOD)
    his.page.get_by_label("The same again").fill(GOOD)
    his.press("^save the password$")
    his.look("password-changed")

    elsewhere.go("/account/")
    assert "/accounts/login/" in elsewhere.page.url, "every other browser is signed out"
    his.go("/accounts/login/")
    his.page.get_by_label("E-mail address").fill("ralf@mail.example")
    his.page.get_by_label("Password", exact=True).fill("correct horse battery")
    his.press("^sign in$")
    assert "The address and the password do not match." in his.text()
    his.sign_in("ralf@mail.example", GOOD)
    told = product.letter("ralf@mail.example", "changed by way of the link")
    assert "look at where you are signed in" in text_of(told)
    stale = person()
    stale.go(link)
    stale.look("used-link")
    assert "This link no longer works" in stale.text()


def test_a_wrong_password_says_nothing_about_who_is_a_customer(
    product: Product, person: Make
) -> None:
    product.cast.subscriber("sara", charged=product.now - timedelta(days=3))
    pages = []
    for address in ("sara@mail.example", "nobody@mail.example"):
        somebody = person()
        somebody.go("/accounts/login/")
        somebody.page.get_by_label("E-mail address").fill(address)
        somebody.page.get_by_label("Password", exact=True).fill("not the password")
        somebody.press("^sign in$")
        somebody.page.get_by_role("alert").wait_for()
        pages.append((somebody.text(), somebody.page.title(), somebody.page.url))
    somebody.look("wrong")

    assert pages[0] == pages[1]
    assert "The address and the password do not match." in pages[0][0]


def test_tess_signs_in_by_a_code_and_moves_to_another_address(
    product: Product, person: Make
) -> None:
    product.cast.subscriber("tess", charged=product.now - timedelta(days=3))
    hers = person()
    hers.go("/accounts/login/")
    hers.click("^send me a code$")
    hers.look("code-wanted")
    hers.page.get_by_label("E-mail address").fill("tess@mail.example")
    hers.press("^send the code$")
    hers.look("code-awaited")
    hers.page.get_by_label("Code from the mail").fill("AAAA-AAAA")
    hers.press("^go on$")
    hers.look("code-wrong")
    assert "This is not the code we sent." in hers.text()
    code = code_in(product.letter("tess@mail.example", "your code to sign in"))
    hers.page.get_by_label("Code from the mail").fill(code)
    hers.press("^go on$")
    hers.page.wait_for_url("**/account/")

    hers.click("^security$")
    hers.look("security")
    hers.click("^change the address$")
    hers.look("address")
    hers.page.get_by_label("New e-mail address").fill("tess.new@mail.example")
    hers.press("^send the code$")
    hers.look("is-it-you")
    assert product.letters("tess.new@mail.example", "") == 0, "nothing before the password"
    give_password_again(hers, "not the password")
    hers.look("not-you")
    give_password_again(hers)
    hers.look("confirm-address")
    code = code_in(product.letter("tess.new@mail.example", "your code to confirm"))
    hers.page.get_by_label("Code from the mail").fill(code)
    hers.press("^go on$")
    hers.look("address-moved")

    assert "tess.new@mail.example" in hers.text()
    assert product.letter("tess@mail.example", "was changed from tess@mail.example")
    hers.press("^sign out$")
    hers.sign_in("tess.new@mail.example")
    assert "Guard Plus" in hers.text()
