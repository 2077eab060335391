"""Addresses of this room."""

from django.urls import path

from fairwell.web.people import invitation, security, start

app_name = "people"
urlpatterns = [
    path("", security.security, name="security"),
    path("start/", start.start, name="start"),
    path("start/sent/", start.started, name="started"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
]
