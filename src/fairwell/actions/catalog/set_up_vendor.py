"""Set up the vendor: its card, its official contacts, and which policy binds which product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.models import OfficialContact, Product, Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRecord:
    """The vendor as its file tells it; `contacts` are dicts of kind, value, purpose, hours."""

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
    brand: Mapping[str, str] = field(default_factory=dict)
    contacts: Sequence[Mapping[str, str]] = ()
    product_policies: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic(durable=True)
def set_up_vendor(*, record: VendorRecord, at: datetime) -> Vendor:
    """Write the vendor, replacing card and contacts; products named but unknown are made."""
    del at  # the vendor's card has no history yet
    values: dict[str, Any] = {
        name: getattr(record, name)
        for name in (
            "name", "legal_name", "country", "timezone", "default_language",
            "default_currency", "default_policy", "postal_address", "subdivision",
        )
    }  # fmt: skip
    values |= {"languages": list(record.languages), "brand": dict(record.brand)}
    vendor, _ = Vendor.objects.update_or_create(pk=1, defaults=values)
    OfficialContact.objects.all().delete()
    OfficialContact.objects.bulk_create(OfficialContact(**contact) for contact in record.contacts)
    for external_id, policy in record.product_policies.items():
        Product.objects.update_or_create(
            external_id=external_id,
            defaults={"policy": policy},
            create_defaults={"policy": policy, "name": external_id},
        )
    return vendor
