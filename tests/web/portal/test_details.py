"""Who we think the subscriber is, and where to change how they sign in."""

from tests.cast import Cast
from tests.web.portal.browsing import SignIn, text


def test_names_and_addresses_on_the_books_are_shown(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna", language="de")

    page = sign_in(anna).get("/account/details/")

    said = text(page)
    assert "Name Anna Our letters go to anna@mail.example Country United States" in said
    assert "Invoices are made out to Anna Change" in said
    assert "Language of our letters Deutsch Customer number cus_anna" in said
    assert "You are signed in as anna@mail.example." in said
    body = page.content.decode()
    for path in ("email/", "password/change/", "2fa/", "sessions/"):
        assert f'href="/accounts/{path}"' in body, path


def test_of_somebody_else_nothing_is_shown(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    cast.subscriber("bob")

    assert "bob" not in sign_in(anna).get("/account/details/").content.decode().lower()
