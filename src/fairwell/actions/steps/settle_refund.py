"""When the last part of a refund has an outcome, the whole has one: sealed and told."""

from datetime import datetime

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.actions.steps.send_statement import send_statement
from fairwell.actions.steps.state_content import money, refund_of
from fairwell.models import Refund, RefundAllocation, Subscription

# What the subscriber is told, by the state that the refund reaches.
TOLD = {
    "succeeded": ("refund_settled", "refund_settled"),
    "rerouted": ("refund_settled", "refund_rerouted"),
    "failed": ("refund_failed", "refund_failed"),
}


def settle_refund(subscription: Subscription, refund: Refund, *, at: datetime) -> None:
    """Move the refund's state on if all its parts are settled or failed; else leave it open."""
    parts = list(refund.allocations.select_related("payment__invoice").order_by("pk"))
    states = {part.state for part in parts}
    if "reserved" in states:
        return
    # The worst part decides what the whole is called.
    state = next(word for word in ("failed", "rerouted", "succeeded") if word in states)
    if refund.state == state:
        return
    refund.state = state
    refund.settled_at = at if state != "failed" else None
    refund.save(update_fields=["state", "settled_at"])
    _tell(subscription, refund, parts, at)


def _tell(
    subscription: Subscription, refund: Refund, parts: list[RefundAllocation], at: datetime
) -> None:
    vendor, customer = the_vendor(), subscription.customer
    kind, event = TOLD[refund.state]
    append_event(
        subscription,
        event,
        at=at,
        actor="system",
        channel="worker",
        data={
            "refund": refund.reference,
            "total_minor": refund.total_minor,
            "currency": refund.currency,
            **refund_of(refund),
        },
    )
    first = refund.statements.first() or (
        refund.cancellation.statements.first() if refund.cancellation else None
    )
    language = first.language if first else letter_language(customer, vendor)
    cases = {part.pk: part.case.reference for part in parts if part.state == "failed"}
    statement = seal_statement(
        kind,
        subscription,
        vendor,
        language=language,
        at=at,
        follows=first.reference if first else None,
        cancellation=refund.cancellation,
        refund=refund,
        content={
            "refund": {
                "reference": refund.reference,
                "total": money(refund.total_minor, refund.currency),
                "state": refund.state,
                **refund_of(refund),
                "parts": [
                    {
                        "order": part.payment.invoice.number,
                        "amount": money(part.amount_minor, refund.currency),
                        "state": part.state,
                        "settled_at": part.settled_at.isoformat() if part.settled_at else None,
                        "case": cases.get(part.pk),
                    }
                    for part in parts
                ],
            }
        },
    )
    send_statement(statement, at=at)
