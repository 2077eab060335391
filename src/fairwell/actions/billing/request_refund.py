"""Refund one order as quoted; where the policy says so, the service ends with it."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps import state_content
from fairwell.actions.steps.confirm_ending import Asked, confirm_ending
from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.instruct_refund import instruct_refund
from fairwell.actions.steps.load import facts_now, locked_subscription, the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.domain.cancellation import cannot_leave, immediate_ending
from fairwell.domain.policy import Pack
from fairwell.domain.refund_request import OrderRefund, decide_order_refund
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Refund, RefundQuote, Subscription
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def request_refund(
    *,
    subscription_id: int,
    quote_token: str,
    expected: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
    reason_code: str = "",
    reason_text: str = "",
) -> Refund:
    """Instruct the quoted refund and return it; asked again, the one that stands for the order.

    `expected` is the digest of the decision that the asker saw. Raises RefusedError (quote_expired,
    quote_changed, refund_none, refund_already); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    standing = Refund.objects.filter(idempotency_key=f"refund:{idempotency_key}").first()
    if standing is not None:
        return standing
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="refund", at=at)
    assert quote.invoice is not None
    facts, packs = facts_now(subscription), pinned_packs(subscription_id)
    decided = decide_order_refund(
        facts, packs, order_number=quote.invoice.number, at=quote.quoted_at
    )
    if isinstance(decided, Refusal):
        live = Refund.objects.filter(
            subscription=subscription, allocations__payment__invoice=quote.invoice
        ).first()
        if live is not None:
            return live
        raise RefusedError(decided)
    require_unchanged(quote, decided.as_dict(), expected)
    asked = Asked(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        language=language,
        reason_code=reason_code,
        reason_text=reason_text,
    )
    if decided.ends_service and cannot_leave(facts) is None:
        ending = immediate_ending(facts, "cancel", decided.refund, at)
        return confirm_ending(subscription, ending, packs, asked).refund
    return _refund_alone(subscription, decided, packs, asked, quote)


def _refund_alone(
    subscription: Subscription,
    decided: OrderRefund,
    packs: tuple[Pack, ...],
    asked: Asked,
    quote: RefundQuote,
) -> Refund:
    vendor, customer = the_vendor(), subscription.customer
    language = letter_language(customer, vendor, asked.language)
    refund = instruct_refund(
        subscription,
        decided.refund,
        at=asked.at,
        actor=asked.actor,
        channel=asked.channel,
        idempotency_key=f"refund:{asked.idempotency_key}",
        quote=quote,
        reason_code=asked.reason_code,
        reason_text=asked.reason_text,
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
            "refund": state_content.refund_content(refund, decided.refund, packs, language),
        },
    )
    queue_notice(
        "statement",
        key=f"statement:{statement.reference}",
        to_email=customer.email,
        language=language,
        at=asked.at,
        customer=customer,
        subscription=subscription,
        statement=statement,
    )
    return refund
