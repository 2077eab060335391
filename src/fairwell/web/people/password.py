"""Giving an account its first password: that opens the account, so it asks once more."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import password_set
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters


@sensitive_post_parameters("password1", "password2")
@login_required
def set_password(request: HttpRequest) -> HttpResponse:
    """allauth's page, for those who have just shown a passkey or a code.

    allauth asks for nothing here, so an open session of somebody without a password could set one
    and then pass with it wherever the password is asked for.
    """
    if is_reauthentication_required(request, app="allauth.account"):
        if request.method == "POST":  # asking at once would keep the typed password in the session
            return redirect(request.path)
        raise ReauthenticationRequired
    answer: HttpResponse = password_set(request)
    return answer
