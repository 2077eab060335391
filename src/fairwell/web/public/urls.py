"""Addresses of this room."""

from django.urls import path
from django.views.i18n import set_language

from fairwell.web.public import health, home, plans, verify

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("plans/", plans.plans, name="plans"),
    path("language/", set_language, name="language"),
    path("verify/", verify.verify, name="verify"),
    path("verify/fairwell-verify.py", verify.verifier, name="verifier"),
    path(".well-known/fairwell-keys.json", verify.keys, name="keys"),
    path("healthz", health.health, name="health"),
    path("robots.txt", home.robots, name="robots"),
]
