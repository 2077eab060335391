"""The vendor as its invoices name it: a new version of the card where anything on it changed."""

from datetime import datetime

from fairwell.models import SellerCard, Vendor


def seller_card(vendor: Vendor, *, at: datetime) -> SellerCard:
    """The newest card, which says what the vendor's own says; older invoices keep theirs."""
    told = {
        "legal_name": vendor.legal_name,
        "address": vendor.postal_address,
        "country": vendor.country,
        "vat_number": vendor.vat_number,
    }
    newest = SellerCard.objects.order_by("-pk").first()
    if newest is not None and all(getattr(newest, name) == said for name, said in told.items()):
        return newest
    return SellerCard.objects.create(**told, created_at=at)
