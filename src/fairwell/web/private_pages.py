"""What is a person's own stays out of every cache: "back" after signing out shows nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

PRIVATE = ("/account/", "/accounts/", "/console/", "/demo/")


class PrivatePagesMiddleware:
    """Forbids storing the pages of accounts, unless the page has said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PRIVATE) and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
