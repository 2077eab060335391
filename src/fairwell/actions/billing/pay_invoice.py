"""Pay an open order now, with the card on file or another own card."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.domain.paying import PAID_NOW, decide_paying
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Invoice, PaymentAttempt, PaymentMethod
from fairwell.queries.collecting import is_usable
from fairwell.queries.dues import OwnCard, pay_facts


@transaction.atomic(durable=True)
def pay_invoice(
    *,
    subscription_id: int,
    order_number: str,
    method_id: int | None,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> PaymentAttempt:
    """Write the charge of all that is owed for the worker, and return it; repeats by key.

    `method_id` is one of the customer's cards, None the subscription's. At most one charge is open
    at a time. Raises RefusedError (order_unknown, order_paid, order_not_owed, order_disputed,
    being_charged, pay_card_needed, pay_card_unusable); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    key = f"{PAID_NOW}{idempotency_key}"
    standing = PaymentAttempt.objects.filter(
        idempotency_key=key, invoice__subscription=subscription
    ).first()
    if standing is not None:
        return standing
    invoice = (
        Invoice.objects.select_for_update()
        .filter(subscription=subscription, number=order_number)
        .first()
    )
    if invoice is None:
        raise RefusedError(Refusal("order_unknown", {"order": order_number}))
    own = PaymentMethod.objects.filter(customer_id=subscription.customer_id)
    method = own.filter(pk=method_id or subscription.method_id or 0).first()
    card = OwnCard(method, is_usable(method, zone=the_vendor().zone, at=at)) if method else None
    refusal = decide_paying(pay_facts(invoice, subscription, card))
    if refusal is not None or method is None:
        raise RefusedError(refusal or Refusal("pay_card_needed", {"order": order_number}))
    attempt = PaymentAttempt.objects.create(
        kind="charge",
        invoice=invoice,
        method=method,
        gateway=method.gateway,
        idempotency_key=key,
        currency=invoice.currency,
        amount_minor=invoice.owed_minor,
        created_at=at,
        ask_at=at,
    )
    invoice.collection, invoice.collect_at = "due", None
    invoice.save(update_fields=["collection", "collect_at"])
    append_event(
        subscription,
        "charge_asked",
        at=at,
        actor=actor,
        channel=channel,
        data={
            "invoice": invoice.pk,
            "order": invoice.number,
            "total_minor": attempt.amount_minor,
            "currency": attempt.currency,
        },
    )
    return attempt
