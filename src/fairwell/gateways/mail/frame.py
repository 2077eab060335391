"""What stands around every letter: the greeting above it, the official contacts below."""

from typing import Any

from fairwell.gateways.mail.spoken import contact_words
from fairwell.gateways.mail.spoken import spoken as _
from fairwell.models import Customer
from fairwell.queries.vendor import VendorCard


def frame(customer: Customer | None, vendor: VendorCard, language: str) -> dict[str, Any]:
    """The words in the active language; contacts with their description, "" for the usual one."""
    name = customer.name if customer is not None else ""
    return {
        "greeting": _("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        "contacts_title": _("Our official contacts"),
        "contacts": [(one, contact_words(one, language)) for one in vendor.contacts],
        "all_of_them": _(
            "These are all of them. Whoever gives you another number or address for us is not us."
        ),
        "never_ask": _("We never ask for your password or your card number by mail or phone."),
    }
