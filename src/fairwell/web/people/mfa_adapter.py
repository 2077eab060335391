"""How second factors behave here."""

from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairwell.queries.vendor import the_vendor_with_contacts


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's decisions about TOTP and passkeys that are ours to take."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not match. Wait for the next one and try again."),
    }

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
