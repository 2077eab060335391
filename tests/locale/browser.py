"""A browser that asks for one language, used by one of the cast or by nobody in particular."""

from django.core.cache import cache
from django.test import Client

from fairwell.models import Subscription

PASSWORD = "correct horse battery"  # the cast's


def browser_of(language: str, who: Subscription | None = None) -> Client:
    """A browser set to `language`, signed in as `who` with the password, if somebody is given."""
    cache.clear()  # else the limits on attempts would show their page instead of the one meant
    browser = Client(headers={"accept-language": language})
    if who is not None:
        sent = {"login": who.customer.email, "password": PASSWORD}
        answer = browser.post("/accounts/login/", sent)
        assert answer.status_code == 302, answer.content.decode()
    return browser
