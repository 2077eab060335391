"""Who asks, when and in which language: what every page of the account begins with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fairwell.queries.account import Held, subscription_of

type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Asker:
    """The signed-in person, the instant of the request, and the language of its pages."""

    user_id: int
    at: datetime
    language: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asker":
        """The asker of a request to an `own_page`."""
        assert request.user.pk is not None, "own_page lets nobody in who is not signed in"
        return cls(request.user.pk, request.at, get_language() or "en")  # type: ignore[attr-defined]

    def held_or_404(self, subscription_id: int) -> Held:
        """The asker's own subscription; 404 for any other, as if there were none."""
        held = subscription_of(self.user_id, subscription_id, at=self.at)
        if held is None:
            raise Http404
        return held


class SeeOther(HttpResponseRedirect):
    """303: the deed is done, and the page about it is there; reloading that repeats nothing."""

    status_code = 303


def see_other(name: str, *arguments: object) -> SeeOther:
    """A redirect to the page of that name after a POST."""
    return SeeOther(resolve_url(name, *arguments))


def own_page(*methods: str) -> Callable[[View], View]:
    """For signed-in people only, for these methods only, and never kept by a browser or a proxy."""

    def closed(view: View) -> View:
        return never_cache(login_required(require_http_methods(methods)(view)))

    return closed


READ = ("GET", "HEAD")
READ_AND_POST = (*READ, "POST")
