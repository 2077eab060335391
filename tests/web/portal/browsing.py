"""What the portal's stories browse with: signing in, reading a page, and walking to a review."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from fairwell.models import Subscription

type SignIn = Callable[[Subscription], Client]


def text(response: HttpResponse) -> str:
    """What a page says between its main tags, without mark-up and with single spaces."""
    body = response.content.decode()
    main = body[body.index("<main") : body.index("</main>")]
    bare = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" ([.,:;)])", r"\1", bare)


@dataclass(frozen=True)
class Review:
    """A review page: where it is and what its form sends."""

    path: str
    digest: str
    page: HttpResponse

    @property
    def said(self) -> str:
        """The page's text."""
        return text(self.page)

    def confirm(self, browser: Client, **sent: Any) -> HttpResponse:
        """Press the one button."""
        return browser.post(self.path, {"expected": self.digest, **sent})


def review_in(page: HttpResponse) -> Review:
    """The review that a page shows; its form may lead to another address than the page's."""
    body = page.content.decode()
    path = re.search(r'action="(/account/quotes/[^"]+)"', body)
    digest = re.search(r'name="expected" value="([0-9a-f]{64})"', body)
    assert path, "the page is no review"
    assert digest, "the review sends no digest"
    return Review(path[1], digest[1], page)


def cancel(browser: Client, subscription: Subscription, **choice: str) -> Review:
    """Choose how to end it and go on to the review."""
    page = browser.post(f"/account/subscriptions/{subscription.pk}/cancel/", choice, follow=True)
    return review_in(page)


def reference_in(response: HttpResponse) -> str:
    """The reference that a confirmed deed leads to."""
    assert response.status_code == 303, response.status_code
    found = re.fullmatch(r"/account/confirmations/(FW-[0-9A-Z-]{14})/", response["Location"])
    assert found, response["Location"]
    return found[1]
