"""Letters about money asked for: paid, not paid, on hold, ended; plain values for their texts."""

from datetime import datetime

from fairwell.actions.steps.append_event import iso
from fairwell.actions.steps.queue_notices import NoticeDraft
from fairwell.domain.collecting import Collecting
from fairwell.models import Invoice, PaymentAttempt, Subscription


def receipt(subscription: Subscription, invoice: Invoice, attempt: PaymentAttempt) -> NoticeDraft:
    """An order was paid."""
    return NoticeDraft(
        template="receipt",
        key=f"receipt:{invoice.pk}",
        customer=subscription.customer,
        subscription_id=subscription.pk,
        invoice_id=invoice.pk,
        context=_amount(invoice, attempt.amount_minor),
    )


def charge_failed(
    subscription: Subscription,
    invoice: Invoice,
    decided: Collecting,
    attempt: PaymentAttempt | None = None,
) -> NoticeDraft:
    """A charge took no money, or could not be tried: what happens next, and what is needed."""
    return NoticeDraft(
        template="charge_failed",
        key=f"charge_failed:{invoice.pk}:{attempt.pk if attempt else 'none'}",
        customer=subscription.customer,
        subscription_id=subscription.pk,
        invoice_id=invoice.pk,
        context={
            **_amount(invoice, invoice.owed_minor),
            "failure_code": attempt.failure_code if attempt else "",
            "hard": attempt.hard if attempt else False,
            **_foreseen(decided),
        },
    )


def on_hold(subscription: Subscription, invoice: Invoice, decided: Collecting) -> NoticeDraft:
    """Access rests until the order is paid."""
    return NoticeDraft(
        template="on_hold",
        key=f"on_hold:{invoice.pk}:{iso(decided.hold_at)}",
        customer=subscription.customer,
        subscription_id=subscription.pk,
        invoice_id=invoice.pk,
        context={**_amount(invoice, invoice.owed_minor), **_foreseen(decided)},
    )


def ended_unpaid(subscription: Subscription, invoice: Invoice, ended_at: datetime) -> NoticeDraft:
    """The subscription is over, and nothing more is asked for."""
    return NoticeDraft(
        template="ended_unpaid",
        key=f"ended_unpaid:{subscription.pk}",
        customer=subscription.customer,
        subscription_id=subscription.pk,
        invoice_id=invoice.pk,
        context={**_amount(invoice, invoice.owed_minor), "ended_at": iso(ended_at)},
    )


def _amount(invoice: Invoice, minor: int) -> dict[str, object]:
    return {"order": invoice.number, "amount_minor": minor, "currency": invoice.currency}


def _foreseen(decided: Collecting) -> dict[str, object]:
    """What comes when, should nothing be paid; instants as ISO text or None."""
    return {
        "needs": decided.needs,
        "next_retry_at": iso(decided.next_retry_at),
        "access_until": iso(decided.access_until),
        "end_at": iso(decided.end_at),
    }
