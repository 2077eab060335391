"""How second factors behave here."""

from typing import ClassVar

from allauth.core import context as current
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fairwell.models import User
from fairwell.queries.vendor import the_vendor_with_contacts


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's decisions about TOTP and passkeys that are ours to take."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not match. Wait for the app’s next one. A recovery code works once."
        ),
        "incorrect_passkey": _(
            "We do not know this passkey, or it took too long. Try again, or choose another way."
        ),
    }

    def validation_error(self, code: str, *args: object) -> ValidationError:
        """allauth calls a passkey that fails an incorrect code; its owner typed none."""
        if code == "incorrect_code" and "credential" in current.request.POST:
            code = "incorrect_passkey"
        error: ValidationError = super().validation_error(code, *args)
        return error

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's
        """What a new passkey is called until its owner says better."""
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": held + 1}

    def get_totp_issuer(self) -> str:
        """What authenticator apps show beside the code."""
        return self._vendor_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What browsers show when a passkey is made; bound to the site's host name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": self._vendor_name()}

    def _vendor_name(self) -> str:
        vendor = the_vendor_with_contacts()
        return vendor.name if vendor else "Fairwell"
