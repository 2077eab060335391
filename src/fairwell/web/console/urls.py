"""Addresses of this room."""

from django.urls import path

from fairwell.web.console import ledger

app_name = "console"
urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/accounts/<slug:name>/<str:currency>/", ledger.account, name="account"),
    path("ledger/close/<str:month>/<str:currency>/", ledger.close, name="close"),
]
