"""One credit note for each invoice that money goes back on."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.move_money import transfer
from fairwell.domain.credit_note import share_by_order
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import CreditBalance, CreditEntry, Invoice, Refund


def credit_refund(
    refund: Refund, decision: RefundDecision, *, zone: ZoneInfo, at: datetime
) -> None:
    """Write the credit notes of a refund; called last, as taking a number holds up all others.

    A change may have turned an order's rest into credit since: then the orders that this credit
    paid bear the refund, and credit that was not used goes back with it.
    """
    amounts: dict[str, int] = {}
    for line in decision.lines:
        if line.refund_minor:
            amounts[line.order_number] = amounts.get(line.order_number, 0) + line.refund_minor
    held = list(
        Invoice.objects.select_for_update(of=("self",))
        .filter(
            Q(number__in=amounts) | Q(subscription=refund.subscription, credit_applied_minor__gt=0)
        )
        .exclude(state__in=("draft", "voided"))
        .order_by("pk")
    )
    invoices = {invoice.number: invoice for invoice in held}
    left = [(one.number, one.total_minor - one.credited_minor) for one in reversed(held)]
    parts, unused = share_by_order(amounts, left)
    if unused:
        _take_credit(refund, unused, at)
    credit = Credit(
        kind="refund", to="refund", reason=refund.reference, at=at, zone=zone, refund=refund
    )
    for number, amount in sorted(parts.items()):
        credit_invoice(invoices[number], amount, credit)


def _take_credit(refund: Refund, amount_minor: int, at: datetime) -> None:
    """The same money does not go back twice: paid out, it is no credit any more."""
    balance = CreditBalance.objects.select_for_update().get(
        customer=refund.subscription.customer, currency=refund.currency
    )
    CreditBalance.objects.filter(pk=balance.pk).update(
        balance_minor=F("balance_minor") - amount_minor
    )
    CreditEntry.objects.create(balance=balance, kind="paid_out", amount_minor=-amount_minor, at=at)
    transfer("credit_refunded", amount_minor, refund.currency, at=at, refund=refund).save()
