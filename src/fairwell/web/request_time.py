"""The product's present, read once per request and carried on it as `request.at`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fairwell.queries import clock

HEALTH = "/healthz"


class RequestTimeMiddleware:
    """Sets `request.at`, an aware UTC instant, so that all of one request happens at one time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The health page must be able to answer when the database, which holds the clock, can't.
        if request.path != HEALTH:
            request.at = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)
