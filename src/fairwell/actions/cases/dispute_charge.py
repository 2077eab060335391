"""A subscriber says that a charge is wrong: a person answers, and meanwhile it is not collected."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.hold_collection import hold_collection
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.domain.charge_dispute import REASONS, answer_by, decide_dispute
from fairwell.domain.refusal import RefusedError
from fairwell.domain.term import local_date
from fairwell.models import Case, Invoice, Subscription
from fairwell.queries.disputes import open_dispute_case


@transaction.atomic(durable=True)
def dispute_charge(
    *,
    subscription_id: int,
    order_number: str,
    reason_code: str,
    message: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Case:
    """Open a case about an order, paid or not, and acknowledge it; while one is open, return it.

    `reason_code` is one of `charge_dispute.REASONS`. Collecting the order stands still; the
    subscription goes on and can be left as before. Raises Invoice.DoesNotExist for an order of
    another subscription, ValueError for another reason, RefusedError (nothing_charged).
    """
    del idempotency_key  # the order is the key: it has at most one open dispute
    if reason_code not in REASONS:
        raise ValueError(f"{reason_code!r} is not one of: {', '.join(REASONS)}.")
    subscription = locked_subscription(subscription_id)
    invoice = Invoice.objects.select_for_update(of=("self",)).get(
        number=order_number, subscription=subscription
    )
    standing = open_dispute_case(invoice.pk)
    if standing is not None:
        return standing
    refusal = decide_dispute(
        state=invoice.state, total_minor=invoice.total_minor, order_number=order_number
    )
    if refusal is not None:
        raise RefusedError(refusal)
    vendor = the_vendor()
    before = Case.objects.filter(invoice=invoice, kind="billing_dispute").count()
    case = open_case(
        "billing_dispute",
        subscription,
        at=at,
        invoice=invoice,
        key=f"billing_dispute:{invoice.pk}:{before + 1}",
        message=f"{reason_code}: {message}".rstrip(": "),
        due_at=answer_by(
            at, zone=vendor.zone, country=vendor.country, subdivision=vendor.subdivision
        ),
    )
    append_event(
        subscription,
        "charge_disputed",
        at=at,
        actor=actor,
        channel=channel,
        data={
            "case": case.reference,
            "order": invoice.number,
            "total_minor": invoice.total_minor,
            "currency": invoice.currency,
        },
    )
    hold_collection(
        subscription, invoice, matter=case.reference, at=at, actor=actor, channel=channel
    )
    _acknowledge(case, subscription, invoice, language=language, at=at)
    return case


def _acknowledge(
    case: Case, subscription: Subscription, invoice: Invoice, *, language: str, at: datetime
) -> None:
    vendor, customer = the_vendor(), subscription.customer
    queue_notice(
        "dispute",
        key=f"case:{case.reference}",
        to_email=customer.email,
        language=letter_language(customer, vendor, language),
        at=at,
        customer=customer,
        subscription=subscription,
        invoice=invoice,
        context={
            "case": case.reference,
            "order": invoice.number,
            "answer_by": local_date(case.due_at, vendor.zone).isoformat(),
        },
    )
