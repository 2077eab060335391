"""Credit notes for the time that a change leaves unused."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.domain.change_money import CreditPart
from fairwell.domain.ledger.accounts import CreditTo
from fairwell.models import CreditNote, Invoice


def credit_change(
    parts: Sequence[CreditPart], *, reason: str, zone: ZoneInfo, at: datetime
) -> list[CreditNote]:
    """Credit each order: off what is owed of it, the rest to the customer's credit.

    An order that nothing is owed of any more is closed. Called late: credit notes take numbers.
    """
    by_order: dict[str, list[CreditPart]] = defaultdict(list)
    for part in parts:
        by_order[part.order_number].append(part)
    invoices = (
        Invoice.objects.select_for_update(of=("self",)).filter(number__in=by_order).order_by("pk")
    )
    notes = []
    for invoice in invoices:
        mine = by_order[invoice.number]
        off = [(part.invoice_line_id, part.off_owed_minor) for part in mine]
        held = [(part.invoice_line_id, part.to_credit_minor) for part in mine]
        goes: list[tuple[CreditTo, list[tuple[int, int]]]] = [
            ("receivable", off),
            ("credit_balance", held),
        ]
        for to, lines in goes:
            note = _credit(invoice, to, lines, reason=reason, zone=zone, at=at)
            notes += [note] if note else []
        if invoice.state == "finalized" and not invoice.owed_minor:
            invoice.state, invoice.collection = "paid", "none"
            invoice.collect_at, invoice.closed_at = None, at
            invoice.save(update_fields=["state", "collection", "collect_at", "closed_at"])
    return notes


def _credit(
    invoice: Invoice,
    to: CreditTo,
    lines: Sequence[tuple[int, int]],
    *,
    reason: str,
    zone: ZoneInfo,
    at: datetime,
) -> CreditNote | None:
    lines = [(line, amount) for line, amount in lines if amount]
    total = sum(amount for _, amount in lines)
    if not total:
        return None
    credit = Credit(kind="change", to=to, reason=reason, at=at, zone=zone)
    return credit_invoice(invoice, total, credit, lines=lines)
