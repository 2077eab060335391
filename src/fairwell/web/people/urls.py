"""Addresses of this room."""

from django.urls import path

from fairwell.web.people import invitation, passkeys, password, second_step, security, start

app_name = "people"
urlpatterns = [
    path("", security.security, name="security"),
    # allauth's own addresses, which lead here first.
    path("2fa/authenticate/", second_step.second_step, name="second_step"),
    path("2fa/webauthn/login/", passkeys.sign_in, name="passkey_sign_in"),
    path("2fa/webauthn/reauthenticate/", passkeys.again, name="passkey_again"),
    path("password/set/", password.set_password, name="set_password"),
    path("start/", start.start, name="start"),
    path("start/sent/", start.started, name="started"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
]
