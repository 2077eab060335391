"""Quote the refund of one order: decide it, keep the decision, and honour it until it expires."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from fairwell.actions.steps.hold_quote import digest_of
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.refund_request import decide_order_refund
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Invoice, RefundQuote
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def quote_refund(
    *,
    subscription_id: int,
    order_number: str,
    user_id: int | None,
    at: datetime,
    actor: str,
    channel: str,
) -> RefundQuote:
    """Write a quote of refunding that order; RefusedError (order_unknown, refund_none, …)."""
    del actor, channel  # a quote changes nothing, so no event names who asked
    subscription = locked_subscription(subscription_id)
    decided = decide_order_refund(
        facts_now(subscription), pinned_packs(subscription_id), order_number=order_number, at=at
    )
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    decision = decided.as_dict()
    return RefundQuote.objects.create(
        token=secrets.token_urlsafe(32),
        subscription=subscription,
        user_id=user_id,
        verb="refund",
        choice="now",
        invoice=Invoice.objects.get(number=order_number),
        decision=decision,
        digest=digest_of(decision),
        quoted_at=at,
        expires_at=at + timedelta(minutes=settings.ENVIRONMENT.quote_minutes),
    )
