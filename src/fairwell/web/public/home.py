"""The front door: a short choice for visitors, and straight on for those who are signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

_ROBOTS = "User-agent: *\nDisallow: /account/\nDisallow: /accounts/\nDisallow: /demo/\n"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here; subscribers who are signed in land on their subscriptions."""
    if request.user.is_authenticated:
        return redirect("portal:subscriptions")
    return render(request, "public/home.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may find the front door and the verifier, nobody's pages."""
    return HttpResponse(_ROBOTS, content_type="text/plain")
