"""One credit note for each invoice that money goes back on; credit that goes back is used up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.move_money import transfer
from fairwell.domain.credit_note import share_by_order
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import CreditBalance, CreditEntry, Refund
from fairwell.queries.credit_left import bearing


def credit_refund(
    refund: Refund, decision: RefundDecision, *, zone: ZoneInfo, at: datetime
) -> None:
    """Write the credit notes of a refund; called last, as taking a number holds up all others.

    A change may have turned an order's rest into credit since: then the orders that this credit
    paid bear the refund, and credit that was not used goes back with it.
    """
    amounts = decision.by_order
    held = list(bearing(refund.subscription, amounts).select_for_update(of=("self",)))
    invoices = {invoice.number: invoice for invoice in held}
    left = [(one.number, one.total_minor - one.credited_minor) for one in reversed(held)]
    parts, unused = share_by_order(amounts, left)
    if unused:
        take_credit(refund, unused, at=at)
    credit = Credit(
        kind="refund", to="refund", reason=refund.reference, at=at, zone=zone, refund=refund
    )
    for number, amount in sorted(parts.items()):
        credit_invoice(invoices[number], amount, credit)


def take_credit(refund: Refund, amount_minor: int, *, at: datetime) -> None:
    """The same money does not go back twice: paid out with a refund, it is no credit any more.

    Once for each refund; a CHECK refuses more than the customer has.
    """
    balance = CreditBalance.objects.select_for_update().get(
        customer=refund.subscription.customer, currency=refund.currency
    )
    CreditBalance.objects.filter(pk=balance.pk).update(
        balance_minor=F("balance_minor") - amount_minor
    )
    CreditEntry.objects.create(
        balance=balance, kind="paid_out", amount_minor=-amount_minor, refund=refund, at=at
    )
    transfer("credit_refunded", amount_minor, refund.currency, at=at, refund=refund).save()
