"""Refund one order as quoted; where the policy says so, the service ends with it."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.confirm_ending import Asked, confirm_ending
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.cancellation import immediate_ending
from fairwell.domain.refund_request import decide_order_refund
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Refund
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
    standing = subscription.refunds.filter(idempotency_key=f"refund:{idempotency_key}").first()
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
    if decided.ends_service:
        ending = immediate_ending(facts, "cancel", decided.refund, at)
        return confirm_ending(subscription, ending, packs, asked).refund
    return confirm_refund(subscription, decided.refund, packs, asked, quote)
