"""Reading the pages another way: in German, by keyboard alone, on paper."""

import re
from collections.abc import Callable
from datetime import timedelta

from tests.stories.browsing import Person
from tests.stories.hands import photograph_paper, tab_to
from tests.stories.product import Product

Make = Callable[..., Person]


def test_the_language_changes_and_the_page_stays(product: Product, person: Make) -> None:
    udo = product.cast.subscriber("udo", charged=product.now - timedelta(days=3))
    his = person()
    for path in ("/accounts/login/?next=/account/details/", f"/account/subscriptions/{udo.pk}/"):
        his.go(path)
        if "/login/" in his.page.url and "subscriptions" in path:
            his.sign_in("udo@mail.example")
            his.go(path)
        his.press("^Deutsch$")
        assert his.page.url == product.site + path
        assert his.page.locator("html").get_attribute("lang") == "de"
        his.look("german")
        his.press("^English$")
        assert his.page.url == product.site + path
        assert his.page.locator("html").get_attribute("lang") == "en"
    his.press("^Deutsch$")
    assert "79,99\u00a0$" in his.page.inner_text("main")
    his.go("/account/")
    assert his.page.locator("html").get_attribute("lang") == "de", "it is remembered"


def test_vera_signs_in_and_reaches_the_exit_by_keyboard_alone(
    product: Product, person: Make
) -> None:
    vera = product.cast.subscriber("vera", charged=product.now - timedelta(days=3))
    hers = person()
    keys = hers.page.keyboard
    hers.go("/accounts/login/")
    skip = hers.page.get_by_role("link", name="Skip to the content")
    assert tab_to(hers, skip) == 1
    keys.press("Enter")
    assert tab_to(hers, hers.page.get_by_label("E-mail address")) == 1, "it skips the header"
    keys.type("vera@mail.example")
    tab_to(hers, hers.page.get_by_label("Password", exact=True))
    keys.type("correct horse battery")
    keys.press("Enter")
    hers.page.wait_for_url("**/account/")

    tab_to(hers, hers.page.get_by_role("link", name="Cancel", exact=True))
    keys.press("Enter")
    hers.page.wait_for_url(f"**/account/subscriptions/{vera.pk}/cancel/")
    tab_to(hers, hers.page.get_by_role("radio").first)
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert hers.page.get_by_role("radio").first.is_checked()
    tab_to(hers, hers.page.get_by_role("button", name=re.compile("^continue$", re.I)))
    keys.press("Enter")
    hers.page.wait_for_url("**/quotes/**")
    tab_to(hers, hers.page.get_by_role("button", name=re.compile("^(confirm|cancel)", re.I)))
    hers.look("last-step")


def test_a_confirmation_prints_well(product: Product, person: Make) -> None:
    product.cast.subscriber("wim", charged=product.now - timedelta(days=3))
    his = person()
    his.sign_in("wim@mail.example")
    his.click("^cancel")
    his.page.get_by_role("radio", name=re.compile("Now, with")).check()
    his.press("^continue$")
    his.press("^(confirm|cancel)")
    his.page.wait_for_url("**/confirmations/**")
    photograph_paper(his, "confirmation")

    assert his.page.locator(".reference").first.is_visible()
    assert his.page.locator(".site-footer").get_by_text("+1-212-555-0123").is_visible()
    for screen_only in ("nav", "button", ".button", ".skip"):
        assert his.page.locator(f"{screen_only} >> visible=true").count() == 0, screen_only
    background = his.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(255, 255, 255)"
