"""What stands around every letter: the greeting above it, the official contacts below."""

from typing import Any

from django.utils.translation import gettext as _

from fairwell.models import Customer
from fairwell.queries.vendor import VendorCard


def frame(customer: Customer | None, vendor: VendorCard, language: str) -> dict[str, Any]:
    """The words in the active language; contacts with their hours, "" for hours not to be shown.

    Hours are the vendor's own words, so they are in the vendor's language: letters in another
    show them only where they have no words, as 24/7 has none.
    """
    name = customer.name if customer is not None else ""
    own = language == vendor.default_language
    return {
        "greeting": _("Hello %(name)s,") % {"name": name} if name else _("Hello,"),
        "contacts_title": _("Our official contacts"),
        "contacts": [
            (one, one.hours if own or not any(map(str.isalpha, one.hours)) else "")
            for one in vendor.contacts
        ],
        "all_of_them": _(
            "These are all of them. Whoever gives you another number or address for us is not us."
        ),
        "never_ask": _("We never ask for your password or your card number by mail or phone."),
    }
