"""Showing a second proof, at sign-in and before what opens the account, in the owner's terms."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from fairwell.queries.people import ways_in


class SecondStepView(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; it would offer everybody a passkey, and ask everybody for an app's code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """allauth's words and forms, and `ways`: which second steps there are."""
        return {**super().get_context_data(**kwargs), "ways": ways_in(self.stage.login.user)}


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; it would send those whose passkey fails away from what they wanted."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Say why, and ask again with the same way on."""
        for words in form.errors["credential"]:
            messages.error(self.request, str(words))
        return redirect(self.passthrough_next_url(self.request.path))


second_step = SecondStepView.as_view()
passkey_again = PasskeyAgainView.as_view()
