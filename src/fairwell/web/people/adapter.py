"""How accounts behave here: sign-up by invitation, letters through the outbox."""

import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairwell.actions.people.send_account_mail import send_account_mail
from fairwell.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's decisions that are ours to take."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Write to us if you need it again."),
        "email_password_mismatch": _(
            "The address and the password do not match. Check both, or choose a new password."
        ),
        "incorrect_code": _(
            "This is not the code we sent. Check it, or start again for a new one."
        ),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your present password. Try again."),
        "duplicate_email": _("This is your address already. Enter another one."),
        "email_taken": _("This address cannot be used. Enter another one."),
        "same_as_current": _("This is the same as before. Enter something else."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: accounts are made from invitation links."""
        return False

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """A blank user who joins now."""
        return User(date_joined=request.at)  # type: ignore[attr-defined]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's, a passkey before a code that must be looked up, each in our words."""
        known = {way["id"]: way for way in super().get_reauthentication_methods(user)}
        return [
            {**known[name], "description": words}
            for name, words in {
                "reauthenticate": _("Use your password"),
                "mfa_reauthenticate:webauthn": _("Use your passkey"),
                "mfa_reauthenticate": _("Use a code from an app or a recovery code"),
            }.items()
            if name in known
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the overview, where the message shows."""
        return reverse("people:security")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Back to the address page for those who are signed in."""
        if current.request.user.is_authenticated:
            return reverse("account_email")
        return reverse("account_login")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render allauth's mail and promise it to the worker; SMTP is never talked here."""
        request = current.request
        message = self.render_mail(
            template_prefix,
            email,
            {
                "request": request,
                "email": email,
                "current_site": get_current_site(request),
                **context,
            },
        )
        send_account_mail(
            to_email=email,
            subject=str(message.subject),
            text=str(message.body),
            language=get_language() or "",
            at=request.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=secrets.token_hex(16),
        )

    def get_from_email(self) -> str:
        """Nothing: the worker puts the vendor's registered sender on every letter."""
        return ""

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of a change, with the product's time rather than the machine's."""
        at = current.request.at
        super().send_notification_mail(
            template_prefix, user, {"timestamp": at, **(context or {})}, email
        )
