"""How one signs in, on one page, with a way to change each."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fairwell.queries.people import ways_in


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """The signed-in user's ways in."""
    return render(request, "people/security.html", {"ways": ways_in(request.user)})  # type: ignore[arg-type]
