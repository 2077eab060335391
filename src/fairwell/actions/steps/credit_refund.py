"""One credit note for each invoice that money goes back on."""

from datetime import datetime

from fairwell.actions.steps.take_number import take_number
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import CreditNote, Invoice, Refund


def credit_refund(refund: Refund, decision: RefundDecision, *, at: datetime) -> None:
    """Write the credit notes of a refund; called last, as taking a number holds up all others."""
    credited: dict[str, int] = {}
    for line in decision.lines:
        if line.refund_minor:
            credited[line.order_number] = credited.get(line.order_number, 0) + line.refund_minor
    invoices = Invoice.objects.in_bulk(list(credited), field_name="number")
    for number, amount in sorted(credited.items()):
        CreditNote.objects.create(
            number=take_number("credit-notes", "CN-"),
            invoice=invoices[number],
            refund=refund,
            currency=refund.currency,
            total_minor=amount,
            reason=refund.reference,
            issued_at=at,
        )
