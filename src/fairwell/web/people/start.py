""" "First time here?": one question, and one answer whoever asks about whom."""

import secrets

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fairwell.actions.people.invite_subscriber import invite_subscriber
from fairwell.queries.people import plain_address

_ASKED = "asked_address"


class StartForm(forms.Form):
    """The address a subscription is kept under."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("This is not a whole address. Enter it like name@mail.example."),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the address; what becomes of it is told by mail alone."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "people/start.html", {"form": form})
    email = plain_address(form.cleaned_data["email"])
    # The same budget as asking for a new password: both send mail to an address somebody typed.
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, action="reset_password", key=email
    )
    if refused is not None:
        return refused
    invite_subscriber(
        email=email,
        at=request.at,  # type: ignore[attr-defined]
        actor="subscriber",
        channel="portal",
        idempotency_key=secrets.token_hex(16),
        language=get_language() or "",
    )
    request.session[_ASKED] = email
    return redirect("people:started")


@never_cache
@require_safe
def started(request: HttpRequest) -> HttpResponse:
    """What to expect, the same for every address."""
    email = request.session.get(_ASKED)
    if email is None:
        return redirect("people:start")
    return render(request, "people/started.html", {"email": email})
