"""The link from the mail: looking at it uses nothing up, choosing how to sign in accepts it."""

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fairwell.actions.people.accept_invitation import InvitationClosedError, accept_invitation
from fairwell.models import Invitation, User
from fairwell.queries.invitations import find_invitation, is_open


class PasswordForm(forms.Form):
    """The password to sign in with; none for those who go on to a passkey."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least 10 characters. A few words in a row are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password, or go on with a passkey.")},
    )


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the form while the link is good; POST makes the account and signs in."""
    found = find_invitation(token)
    if found is None:
        return _closed(request, status=404)
    if request.method == "POST":
        if not ratelimit.consume(request, action="signup"):
            return render(request, "429.html", status=429)
        return _accept(request, found, token)
    if not is_open(found, at=request.at):  # type: ignore[attr-defined]
        return _closed(request, status=410)
    return _page(request, found.email, PasswordForm())


def _accept(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    by_passkey = request.POST.get("way") == "passkey"
    form = PasswordForm(request.POST)
    if not by_passkey and not form.is_valid():
        return _page(request, found.email, form)
    try:
        user = accept_invitation(
            token=token,
            password=None if by_passkey else form.cleaned_data["password"],
            at=request.at,  # type: ignore[attr-defined]
            actor="subscriber",
            channel="portal",
            idempotency_key=token,
            language=get_language() or "",
        )
    except ValidationError as weak:
        form.add_error("password", weak)
        return _page(request, found.email, form)
    except InvitationClosedError:
        return _closed(request, status=410)
    return _sign_in(request, user, by_passkey=by_passkey)


def _sign_in(request: HttpRequest, user: User, *, by_passkey: bool) -> HttpResponse:
    """Through allauth, so that sessions, second steps and records are as at any sign-in."""
    login = Login(
        user=user,
        email=user.email,
        redirect_url=reverse("mfa_add_webauthn") if by_passkey else None,
    )
    if by_passkey:
        # The mailed link has just proven who it is: adding the first passkey asks nothing more.
        flows.login.record_authentication(
            request, user, method="code", email=user.email, reauthenticated=True
        )
        answer: HttpResponse = flows.login.perform_login(request, login)
    else:
        answer = flows.login.perform_password_login(request, {"email": user.email}, login)
    return answer


def _page(request: HttpRequest, email: str, form: PasswordForm) -> HttpResponse:
    return render(request, "people/invitation.html", {"form": form, "email": email})


def _closed(request: HttpRequest, *, status: int) -> HttpResponse:
    return render(request, "people/invitation_closed.html", status=status)
