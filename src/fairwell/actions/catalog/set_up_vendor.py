"""Set up the vendor: its card, its official contacts, its taxes, and which policy binds what."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps.seller_card import seller_card
from fairwell.domain.tax import parse_rates
from fairwell.models import Invoice, OfficialContact, Product, TaxRates, TaxRegistration, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRecord:
    """One tax registration: `scheme` is domestic, foreign or oss, `valid_until` its last day."""

    country: str
    scheme: str
    valid_from: date
    subdivision: str = ""
    number: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRecord:
    """The vendor as its file tells it; `contacts` are dicts of kind, value, purpose, hours.

    `rates` are the texts of the vendor's own tax rates by name; of two, the later takes precedence.
    """

    name: str
    legal_name: str
    country: str
    timezone: str
    default_language: str
    languages: Sequence[str]
    default_currency: str
    default_policy: str
    postal_address: str = ""
    subdivision: str = ""
    vat_number: str = ""
    brand: Mapping[str, str] = field(default_factory=dict)
    contacts: Sequence[Mapping[str, str]] = ()
    product_policies: Mapping[str, str] = field(default_factory=dict)
    tax: Sequence[TaxRecord] = ()
    rates: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic(durable=True)
def set_up_vendor(*, record: VendorRecord, at: datetime) -> Vendor:
    """Write the vendor, replacing card, contacts, tax registrations and tax rates.

    Products named but unknown are made. Invoices from now on name the seller as the card says now;
    older ones stay as they are. Raises RatesError for rates that cannot be read; nothing is then
    changed.
    """
    values: dict[str, Any] = {
        name: getattr(record, name)
        for name in (
            "name", "legal_name", "country", "timezone", "default_language",
            "default_currency", "default_policy", "postal_address", "subdivision", "vat_number",
        )
    }  # fmt: skip
    values |= {"languages": list(record.languages), "brand": dict(record.brand)}
    _keep_seller_as_it_was(at)
    vendor, _ = Vendor.objects.update_or_create(pk=1, defaults=values)
    OfficialContact.objects.all().delete()
    OfficialContact.objects.bulk_create(OfficialContact(**contact) for contact in record.contacts)
    TaxRegistration.objects.all().delete()
    TaxRegistration.objects.bulk_create(TaxRegistration(**asdict(one)) for one in record.tax)
    _set_rates(record.rates, at)
    seller_card(vendor, at=at)
    for external_id, policy in record.product_policies.items():
        Product.objects.update_or_create(
            external_id=external_id,
            defaults={"policy": policy},
            create_defaults={"policy": policy, "name": external_id},
        )
    return vendor


def _keep_seller_as_it_was(at: datetime) -> None:
    """Invoices from before there were cards keep the vendor that they were issued by."""
    vendor = Vendor.objects.filter(pk=1).first()
    nameless = Invoice.objects.filter(seller=None).exclude(series="")
    if vendor is not None and nameless.exists():
        nameless.update(seller=seller_card(vendor, at=at))


def _set_rates(texts: Mapping[str, str], at: datetime) -> None:
    """Exactly these rates, in this order; those that stand keep the day they were published on."""
    told = [
        (name, text, hashlib.sha256(f"{name}\n{text}".encode()).hexdigest())
        for name, text in texts.items()
    ]
    for name, text, _ in told:
        parse_rates(text, name)
    standing = TaxRates.objects.order_by("published_at", "pk")
    if list(standing.values_list("digest", flat=True)) == [digest for _, _, digest in told]:
        return
    standing.delete()
    TaxRates.objects.bulk_create(
        TaxRates(name=name, text=text, digest=digest, published_at=at)
        for name, text, digest in told
    )
