"""Which address leads to which door."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("accounts/", include("fairwell.web.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("account/", include("fairwell.web.portal.urls")),
    path("console/", include("fairwell.web.console.urls")),
    path("", include("fairwell.web.public.urls")),
]
if settings.ENVIRONMENT.demo:
    urlpatterns.append(path("demo/", include("fairwell.web.demo.urls")))

handler400 = "fairwell.web.layout.errors.bad_request"
handler403 = "fairwell.web.layout.errors.forbidden"
handler404 = "fairwell.web.layout.errors.not_found"
handler500 = "fairwell.web.layout.errors.server_error"
