"""One credit note for each invoice that money goes back on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import Invoice, Refund


def credit_refund(
    refund: Refund, decision: RefundDecision, *, zone: ZoneInfo, at: datetime
) -> None:
    """Write the credit notes of a refund; called last, as taking a number holds up all others."""
    credited: dict[str, int] = {}
    for line in decision.lines:
        if line.refund_minor:
            credited[line.order_number] = credited.get(line.order_number, 0) + line.refund_minor
    invoices = Invoice.objects.in_bulk(list(credited), field_name="number")
    credit = Credit(
        kind="refund", to="refund", reason=refund.reference, at=at, zone=zone, refund=refund
    )
    for number, amount in sorted(credited.items()):
        credit_invoice(invoices[number], amount, credit)
