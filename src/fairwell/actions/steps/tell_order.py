"""What an order's own fate adds to its subscription's history."""

from typing import Any

from fairwell.models import CreditNote, Invoice


def order_event(kind: str, invoice: Invoice, amount_minor: int) -> tuple[str, dict[str, Any]]:
    """The event of that kind about an order, and how much of it, gross minor units."""
    return kind, {
        "invoice": invoice.pk,
        "order": invoice.number,
        "total_minor": amount_minor,
        "currency": invoice.currency,
    }


def credited_event(note: CreditNote) -> tuple[str, dict[str, Any]]:
    """The event that a credit note took something back of its order."""
    kind, data = order_event("invoice_credited", note.invoice, note.total_minor)
    return kind, data | {"credit_note": note.number}
