"""Close a case that a person has settled."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Case, Dispute
from fairwell.models.dispute import CLOSED_DISPUTES


class CaseNotOpenError(ValueError):
    """No such open case, or one that closes by its money."""


@transaction.atomic(durable=True)
def close_case(
    *,
    reference: str,
    resolution: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Case:
    """Close it with what was decided; who asked for a review is told `resolution` by mail.

    Raises CaseNotOpenError; a failed refund's case closes only when the money is paid, a disputed
    charge's only with a decision about its money, and an open bank dispute's by the bank.
    """
    del actor, channel, idempotency_key  # an open case closes once
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("customer", "subscription", "invoice")
        .filter(reference=reference, state="open")
        .first()
    )
    if case is None:
        raise CaseNotOpenError(f"No open case {reference}; `fairwell cases` lists them.")
    if case.kind == "refund_failed":
        raise CaseNotOpenError(
            f"Case {reference} is about money still owed: pay it another way, then use --paid."
        )
    if case.kind == "billing_dispute":
        raise CaseNotOpenError(
            f"Case {reference} disputes a charge: decide it with --uphold or --reject."
        )
    if Dispute.objects.filter(case=case).exclude(state__in=CLOSED_DISPUTES).exists():
        raise CaseNotOpenError(
            f"Case {reference} is about a dispute that the bank has not decided: "
            "`fairwell disputes` answers it."
        )
    case.state, case.closed_at, case.resolution = "closed", at, resolution
    case.save(update_fields=["state", "closed_at", "resolution"])
    if case.kind == "refund_review" and case.invoice is not None and case.customer is not None:
        queue_notice(
            "refund_declined",
            key=f"case-closed:{reference}",
            to_email=case.customer.email,
            language=letter_language(case.customer, the_vendor()),
            at=at,
            customer=case.customer,
            subscription=case.subscription,
            context={"case": reference, "order": case.invoice.number, "answer": resolution},
        )
    return case
