"""Confirm an ending: request, event, money, seal and letter, in the action's one transaction."""

from dataclasses import dataclass
from datetime import datetime

from fairwell.actions.steps import state_content
from fairwell.actions.steps.append_event import append_events, iso
from fairwell.actions.steps.credit_refund import credit_refund
from fairwell.actions.steps.cut_service import cut_service
from fairwell.actions.steps.instruct_refund import instruct_refund, instructed_event
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.queue_notice import letter_language
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.actions.steps.send_statement import send_statement
from fairwell.actions.steps.stop_collection import stop_collection
from fairwell.domain.cancellation import Ending
from fairwell.domain.policy import Pack
from fairwell.models import CancellationRequest, Refund, RefundQuote, Subscription
from fairwell.models.cancellation import OPEN_STATES
from fairwell.proof.reference import new_reference
from fairwell.queries.credit_left import CreditAtEnd, credit_at_end


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asked for the ending, when, by which door, in which language, and why."""

    at: datetime
    actor: str
    channel: str
    idempotency_key: str
    language: str = ""
    reason_code: str = ""
    reason_text: str = ""


def confirm_ending(
    subscription: Subscription,
    decided: Ending,
    packs: tuple[Pack, ...],
    asked: Asked,
    quote: RefundQuote | None = None,
) -> CancellationRequest:
    """Write a decided ending of a locked subscription; an immediate one is effective at once.

    It takes the place of a cancellation that has not taken effect yet.
    """
    at, credit = asked.at, credit_at_end(subscription, decided.refund)
    subscription.cancellations.filter(state__in=OPEN_STATES).update(state="withdrawn", undone_at=at)
    ends_at = decided.ends_at or at
    before = {"renewal": subscription.renewal, "ends_at": iso(subscription.ends_at)}
    request = CancellationRequest.objects.create(
        reference=new_reference(),
        subscription=subscription,
        verb=decided.verb,
        choice=decided.choice,
        state="effective" if decided.immediate else "confirmed",
        reason_code=asked.reason_code,
        reason_text=asked.reason_text,
        decision=decided.as_dict(),
        quote=quote,
        idempotency_key=asked.idempotency_key,
        requested_at=at,
        confirmed_at=at,
        ends_at=ends_at,
        actor=asked.actor,
        channel=asked.channel,
    )
    told = [
        (
            "withdrawal_confirmed" if decided.verb == "withdraw" else "cancellation_confirmed",
            {
                "reference": request.reference,
                "choice": decided.choice,
                "renewal": decided.renewal,
                "ends_at": iso(ends_at),
                "before": before,
            },
        )
    ]
    if decided.immediate:
        told.append(("subscription_ended", {"ended_at": iso(at)}))
    refund = None
    if decided.refund.total_minor:
        refund = instruct_refund(
            subscription,
            decided.refund,
            at=at,
            actor=asked.actor,
            channel=asked.channel,
            idempotency_key=f"refund:{asked.idempotency_key}",
            cancellation=request,
            reason_code=asked.reason_code,
        )
        told.append(instructed_event(refund, decided.refund))
    append_events(subscription, told, at=at, actor=asked.actor, channel=asked.channel)
    if decided.refund.needs_human is not None:
        open_case("refund_review", subscription, at=at, message=decided.refund.needs_human)
    _seal_and_send(request, decided, packs, asked, refund, credit=credit)
    zone = the_vendor().zone
    if refund is not None:
        credit_refund(refund, decided.refund, zone=zone, at=at)
    stop_collection([subscription], at=at)
    if decided.immediate:
        cut_service([subscription.pk], at=at, zone=zone)
    return request


def _seal_and_send(
    request: CancellationRequest,
    decided: Ending,
    packs: tuple[Pack, ...],
    asked: Asked,
    refund: Refund | None,
    *,
    credit: CreditAtEnd | None,
) -> None:
    subscription, vendor = request.subscription, the_vendor()
    customer = subscription.customer
    language = letter_language(customer, vendor, asked.language, packs)
    ends_at = decided.ends_at or asked.at
    statement = seal_statement(
        "withdrawal" if decided.verb == "withdraw" else "cancellation",
        subscription,
        vendor,
        language=language,
        at=asked.at,
        reference=request.reference,
        cancellation=request,
        content={
            "asked_by": asked.actor,
            "channel": asked.channel,
            "ending": state_content.ending(decided, ends_at=ends_at, requested_at=asked.at),
            "refund": state_content.refund_content(refund, decided.refund, packs, language),
            **state_content.credit_content(credit),
            "policies": [f"{pack.id} version {pack.version}" for pack in packs],
        },
    )
    send_statement(statement, at=asked.at)
