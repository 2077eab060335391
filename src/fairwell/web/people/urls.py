"""Addresses of this room."""

from django.urls import path

from fairwell.web.people import invitation, password, security, start

app_name = "people"
urlpatterns = [
    path("", security.security, name="security"),
    path("password/set/", password.set_password, name="set_password"),
    path("start/", start.start, name="start"),
    path("start/sent/", start.started, name="started"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
]
