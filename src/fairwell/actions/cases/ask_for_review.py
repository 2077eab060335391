"""A subscriber asks a person to look at a refund that the policy does not give."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Case, Invoice


@transaction.atomic(durable=True)
def ask_for_review(
    *,
    subscription_id: int,
    order_number: str,
    message: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Case:
    """Open a case about one order and acknowledge it by mail; while one is open, return that one.

    Raises Invoice.DoesNotExist for an order of another subscription.
    """
    del idempotency_key  # the order is the key: it has at most one open review
    subscription = locked_subscription(subscription_id)
    invoice = Invoice.objects.get(number=order_number, subscription=subscription)
    kind = "refund_review"
    standing = Case.objects.filter(invoice=invoice, kind=kind, state="open").first()
    if standing is not None:
        return standing
    case = open_case(kind, subscription, at=at, message=message, invoice=invoice)
    append_event(
        subscription,
        "refund_review_asked",
        at=at,
        actor=actor,
        channel=channel,
        data={"case": case.reference, "order": invoice.number},
    )
    customer = subscription.customer
    queue_notice(
        "review_asked",
        key=f"case:{case.reference}",
        to_email=customer.email,
        language=letter_language(customer, the_vendor(), language),
        at=at,
        customer=customer,
        subscription=subscription,
        context={"case": case.reference, "order": invoice.number},
    )
    return case
