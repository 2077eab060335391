"""Close a case that a person has settled."""

from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Case, Dispute, Subscription
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
    """Close it with what was decided; who asked for a review or an early end is told it by mail.

    That it gave nothing stands in the subscription's history too, without the words. Raises
    CaseNotOpenError; a failed refund's case closes only when the money is paid, a disputed charge's
    only with a decision about its money, and an open bank dispute's by the bank.
    """
    del idempotency_key  # an open case closes once
    subscription = _locked_owner(reference)
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
    answer = _answer(case)
    if answer is not None and subscription is not None:
        (kind, data), letter = answer
        append_event(subscription, kind, at=at, actor=actor, channel=channel, data=data)
        customer = subscription.customer
        queue_notice(
            letter,
            key=f"case-closed:{reference}",
            to_email=customer.email,
            language=letter_language(customer, the_vendor()),
            at=at,
            customer=customer,
            subscription=subscription,
            context={**data, "answer": resolution},
        )
    return case


def _answer(case: Case) -> tuple[tuple[str, dict[str, Any]], str] | None:
    """The event and the letter by which a no is told; None where nobody had asked for anything."""
    if case.kind == "refund_review" and case.invoice is not None:
        return (
            "refund_declined",
            {"case": case.reference, "order": case.invoice.number},
        ), "refund_declined"
    if case.kind == "early_end":
        return (
            "early_end_answered",
            {"case": case.reference, "granted": False},
        ), "early_end_declined"
    return None


def _locked_owner(reference: str) -> Subscription | None:
    """Whose case it is, locked before the case: subscriptions are locked first."""
    owner = Case.objects.filter(reference=reference).values_list("subscription_id", flat=True)
    subscription_id = owner.first()
    return locked_subscription(subscription_id) if subscription_id else None
