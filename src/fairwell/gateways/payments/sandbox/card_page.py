"""The bank's own page where a card is left: a list of test cards, for nobody's real one.

It works without script. Its policy lets the form lead to the bank and, by redirection, to the
origin of the return address: browsers apply `form-action` to redirects too.
"""

from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation

from fairwell.gateways.payments.sandbox.cards import CARDS
from fairwell.gateways.payments.sandbox.request import Reply, Request, nowhere
from fairwell.gateways.payments.sandbox.setups import CardSetups, origin, way_back

TEMPLATES: Final = Path(__file__).parent / "templates" / "sandbox"
STYLE: Final = Reply(
    200,
    (TEMPLATES / "card_page.css").read_bytes(),
    {"Content-Type": "text/css; charset=utf-8", "X-Content-Type-Options": "nosniff"},
)
SAFE: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def show_card_page(setups: CardSetups, request: Request, ref: str) -> Reply:
    """Show the cards, or take the choice and send the person back; a Rejection for no such visit.

    A visit that is over says so and leads back. Choosing twice changes nothing.
    """
    setup = setups.show(ref)
    if request.method == "GET":
        return _page(setup, status=200 if setup["state"] == "open" else 410)
    if request.method != "POST":
        raise nowhere(request)
    if setup["state"] == "open":
        if "cancel" in request.body:
            setups.cancel(ref)
        elif request.body.get("card") in CARDS:
            setups.choose(ref, request.body["card"])
        else:
            return _page(setup, status=422)
    return Reply(303, b"", SAFE | {"Location": way_back(setup["return_url"], ref)})


def _page(setup: dict[str, Any], *, status: int) -> Reply:
    language = _spoken(setup["language"])
    with translation.override(language):
        said = (
            _engine()
            .get_template("card_page.html")
            .render(
                Context(
                    {
                        "language": language,
                        "state": setup["state"],
                        "wrong": status == 422,
                        "cards": CARDS,
                        "back": way_back(setup["return_url"], setup["ref"]),
                    }
                )
            )
        )
    policy = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self' {origin(setup['return_url'])}"
    )
    return Reply(status, said.encode(), SAFE | {"Content-Security-Policy": policy})


def _spoken(language: str) -> str:
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], libraries={"i18n": "django.templatetags.i18n"})
