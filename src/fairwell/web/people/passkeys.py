"""Signing in with a passkey, and showing it again: what fails is said in its owner's terms."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _


class _Credential(forms.Form):
    """What the browser says of the passkey; allauth takes its shape on trust."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _(
                "Your browser showed us no passkey. Passkeys need JavaScript: turn it on, "
                "or choose another way."
            ),
        },
    )

    def clean_credential(self) -> Any:
        """Raise ValidationError for what is no passkey's answer, or not this user's."""
        told = self.cleaned_data["credential"]
        if not isinstance(told, dict) or not isinstance(told.get("rawId"), str):
            raise get_adapter().validation_error("incorrect_passkey")
        return super().clean_credential()  # type: ignore[misc]  # allauth's, by inheritance


class SignInForm(_Credential, LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The passkey alone."""


class SecondStepForm(_Credential, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey after the password."""


class AgainForm(_Credential, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey once more, of somebody who is signed in."""


class PasskeySignInView(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """allauth's page, with our form."""

    form_class = SignInForm


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """allauth's page; it would send those whose passkey fails away from what they wanted."""

    form_class = AgainForm

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Say why, and ask again with the same way on."""
        for words in form.errors["credential"]:
            messages.error(self.request, str(words))
        return redirect(self.passthrough_next_url(self.request.path))


sign_in = PasskeySignInView.as_view()
again = PasskeyAgainView.as_view()
