"""The vendor with its official contacts, the only ones anything of ours may show."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fairwell.models import OfficialContact, Vendor


@dataclass(frozen=True, slots=True)
class VendorCard:
    """What pages and letters say about the vendor; contacts by (kind, purpose)."""

    name: str
    legal_name: str
    postal_address: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    default_language: str
    brand: dict[str, str]
    contacts: tuple[OfficialContact, ...]

    @property
    def imprint(self) -> str:
        """Legal name and postal address in one line."""
        lines = [line.strip() for line in self.postal_address.splitlines() if line.strip()]
        if self.legal_name not in lines:
            lines.insert(0, self.legal_name)
        return ", ".join(lines)

    def contact(self, kind: str, purpose: str) -> str:
        """The value of that contact, or "" where the registry has none."""
        for contact in self.contacts:
            if (contact.kind, contact.purpose) == (kind, purpose):
                return contact.value
        return ""


def the_vendor_with_contacts() -> VendorCard | None:
    """The card, or None before a vendor was set up; two queries."""
    vendor = Vendor.objects.filter(pk=1).first()
    if vendor is None:
        return None
    return VendorCard(
        name=vendor.name,
        legal_name=vendor.legal_name,
        postal_address=vendor.postal_address,
        zone=vendor.zone,
        languages=tuple(vendor.languages),
        default_language=vendor.default_language,
        brand=vendor.brand,
        contacts=tuple(OfficialContact.objects.order_by("kind", "purpose", "value")),
    )
