"""Confirm a refund that ends nothing: money, seal and letter, in the action's one transaction."""

from fairwell.actions.steps import state_content
from fairwell.actions.steps.append_event import append_events
from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.credit_refund import credit_refund, take_credit
from fairwell.actions.steps.instruct_refund import instruct_refund, instructed_event
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.actions.steps.send_statement import send_statement
from fairwell.domain.policy import Pack
from fairwell.domain.refund_decision import RefundDecision
from fairwell.models import Refund, RefundQuote, Subscription


def confirm_refund(
    subscription: Subscription,
    decided: RefundDecision,
    packs: tuple[Pack, ...],
    asked: Asked,
    quote: RefundQuote | None = None,
    *,
    of_credit: bool = False,
) -> Refund:
    """Instruct a decided refund of a locked subscription, and seal and send its confirmation.

    `of_credit`: it gives back what is left of the customer's credit, and not what was billed.
    """
    vendor, customer = the_vendor(), subscription.customer
    language = letter_language(customer, vendor, asked.language, packs)
    refund = instruct_refund(
        subscription,
        decided,
        at=asked.at,
        actor=asked.actor,
        channel=asked.channel,
        idempotency_key=f"refund:{asked.idempotency_key}",
        quote=quote,
        reason_code=asked.reason_code,
        reason_text=asked.reason_text,
    )
    append_events(
        subscription,
        [instructed_event(refund, decided)],
        at=asked.at,
        actor=asked.actor,
        channel=asked.channel,
    )
    statement = seal_statement(
        "refund_instructed",
        subscription,
        vendor,
        language=language,
        at=asked.at,
        reference=refund.reference,
        refund=refund,
        content={
            "asked_by": asked.actor,
            "channel": asked.channel,
            "refund": {
                **state_content.refund_content(refund, decided, packs, language),
                **state_content.refund_of(refund),
            },
        },
    )
    send_statement(statement, at=asked.at)
    if of_credit:
        take_credit(refund, refund.total_minor, at=asked.at)
    else:
        credit_refund(refund, decided, zone=the_vendor().zone, at=asked.at)
    return refund
