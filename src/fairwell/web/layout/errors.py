"""What a person sees when a request cannot be answered: plain words, no traceback."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the form could not be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not open to the asker."""
    return render(request, "errors/403.html", status=403)


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without our token: nothing was changed."""
    return render(request, "errors/expired_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not the asker's; the two look the same."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; rendered without the request, as what fills its context may have failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
