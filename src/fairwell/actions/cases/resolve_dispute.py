"""A person answers a subscriber's dispute: the charge was wrong and is put right, or it stands."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.hold_collection import release_collection
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.actions.steps.uphold_dispute import uphold_dispute
from fairwell.domain.charge_dispute import Upheld, decide_upheld
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Case, Invoice
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.disputes import disputed_order

LONGEST_RESOLUTION = 300


class DisputeNotOpenError(ValueError):
    """No such open dispute of a charge, or one that cannot be decided yet."""


@transaction.atomic(durable=True)
def resolve_dispute(
    *,
    reference: str,
    upheld: bool,
    answer: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    amount_minor: int | None = None,
) -> Case:
    """Decide it, and tell the subscriber `answer`, the reasons, by mail.

    Upheld: all of the order, or `amount_minor` of it, is waived as far as it is owed, paid back as
    far as it was paid, and given as credit as far as credit paid it. Rejected: collecting goes on
    where it stood. Raises DisputeNotOpenError, or RefusedError (amount_not_positive,
    amount_above_rest); nothing is then written.
    """
    subscription = locked_subscription(_subscription_of(reference))
    case = Case.objects.select_for_update(of=("self",)).get(reference=reference)
    if case.state != "open" or case.invoice_id is None:
        raise DisputeNotOpenError(f"Case {reference} is closed: {case.resolution}")
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=case.invoice_id)
    customer = subscription.customer
    decided = _decided(invoice, amount_minor) if upheld else Upheld()
    case.state, case.closed_at, case.resolution = "closed", at, answer[:LONGEST_RESOLUTION]
    case.save(update_fields=["state", "closed_at", "resolution"])
    append_event(
        subscription,
        "charge_dispute_answered",
        at=at,
        actor=actor,
        channel=channel,
        data={"case": reference, "order": invoice.number, "upheld": upheld},
    )
    queue_notice(
        "disputed_settled",
        key=f"case-closed:{reference}",
        to_email=customer.email,
        language=letter_language(customer, the_vendor()),
        at=at,
        customer=customer,
        subscription=subscription,
        invoice=invoice,
        context={
            "case": reference,
            "order": invoice.number,
            "answer": answer,
            "upheld": upheld,
            "waived_minor": decided.waived_minor,
            "refund_minor": decided.refund_minor,
            "credit_minor": decided.credit_minor,
            "currency": invoice.currency,
        },
    )
    release_collection(subscription, invoice, matter=reference, at=at, actor=actor, channel=channel)
    if upheld:
        asked = Asked(
            at=at,
            actor=actor,
            channel=channel,
            idempotency_key=idempotency_key,
            reason_code="dispute",
            reason_text=answer,
        )
        uphold_dispute(subscription, invoice, decided, asked, case=reference)
    return case


def _subscription_of(reference: str) -> int:
    """Whose dispute it is, read before anything is locked: subscriptions are locked first."""
    owner = (
        Case.objects.filter(reference=reference, kind="billing_dispute", state="open")
        .values_list("subscription_id", flat=True)
        .first()
    )
    if owner is None:
        raise DisputeNotOpenError(
            f"No open dispute of a charge has the case {reference}; `fairwell cases` lists them."
        )
    return owner


def _decided(invoice: Invoice, amount_minor: int | None) -> Upheld:
    """What upholding gives; a charge that may be on its way has to have its outcome first."""
    sent = [state for state in OPEN_ATTEMPT_STATES if state != "init"]
    if invoice.attempts.filter(kind="charge", state__in=sent).exists():
        raise DisputeNotOpenError(
            f"A charge of order {invoice.number} is under way: decide once its outcome is known."
        )
    decided = decide_upheld(disputed_order(invoice), amount_minor)
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    return decided
