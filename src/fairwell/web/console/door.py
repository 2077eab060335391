"""Who may enter the console: staff, and only with a second factor that a stolen password lacks."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fairwell.models import User
from fairwell.queries.people import ways_in

type View = Callable[..., HttpResponse]

READ = ("GET", "HEAD")


def staff_page(*methods: str) -> Callable[[View], View]:
    """For staff only, for these methods only, and never kept by a browser or a proxy.

    To anybody else there is no such page. Staff without a second factor are told what is missing.
    """

    def closed(view: View) -> View:
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            user = request.user
            if not isinstance(user, User) or not user.is_staff or not user.is_active:
                raise Http404
            ways = ways_in(user)
            if not ways.has_app and not ways.passkeys:
                return render(request, "console/second_factor.html", status=403)
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))

    return closed
