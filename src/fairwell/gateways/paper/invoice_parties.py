"""Seller and buyer as an invoice names them, from the versions that it was issued with."""

from babel import Locale

from fairwell.gateways.paper.invoice_view import Contact, Party
from fairwell.models import Invoice
from fairwell.queries.vendor import VendorCard


def seller_of(invoice: Invoice, vendor: VendorCard, language: str) -> Party:
    """The card of the invoice's day, or the present one for orders from before there were any."""
    contacts = tuple(
        Contact(kind=one.kind, purpose=one.purpose, value=one.value) for one in vendor.contacts
    )
    card = invoice.seller
    name = card.legal_name if card else vendor.legal_name
    address = card.address if card else vendor.postal_address
    country = card.country if card else ""
    return Party(
        name=name,
        address=_address(address, name, country, language),
        country=country,
        vat_number=card.vat_number if card else "",
        contacts=contacts,
    )


def buyer_of(invoice: Invoice, language: str) -> Party:
    """To whom it was made out; without billing details to the customer as we know them."""
    to, customer = invoice.buyer, invoice.customer
    name = (to.name if to else customer.name) or customer.email
    country = to.country if to else customer.country
    return Party(
        name=name,
        address=_address(to.address if to else "", name, country, language),
        country=country,
        vat_number=to.vat_number if to else "",
    )


def _address(text: str, name: str, country: str, language: str) -> tuple[str, ...]:
    """The lines as printed, without the name and the country, which stand beside them anyway."""
    locales = (Locale.parse(tag, sep="-") for tag in ("en", language))
    beside = {name, *(locale.territories.get(country, "") for locale in locales)}
    said = {words.casefold() for words in beside if words}
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and line.casefold() not in said)
