"""Quote an ending: decide it, keep the decision, and honour it until the quote expires."""

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from fairwell.actions.steps.hold_quote import digest_of
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.cancellation import Choice, decide_cancellation
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.withdrawal import decide_withdrawal
from fairwell.models import RefundQuote
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def quote_ending(
    *,
    subscription_id: int,
    user_id: int | None,
    at: datetime,
    actor: str,
    channel: str,
    verb: str = "cancel",
    choice: Choice = "now",
    on_date: date | None = None,
) -> RefundQuote:
    """Write a quote of cancelling (or withdrawing) that is good for `quote_minutes`.

    Raises RefusedError with the refusal of the domain; nothing is then written.
    """
    del actor, channel  # a quote changes nothing, so no event names who asked
    subscription = locked_subscription(subscription_id)
    facts, packs = facts_now(subscription), pinned_packs(subscription_id)
    decided = (
        decide_withdrawal(facts, packs, at=at)
        if verb == "withdraw"
        else decide_cancellation(facts, packs, choice=choice, at=at, on_date=on_date)
    )
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    decision = decided.as_dict()
    return RefundQuote.objects.create(
        token=secrets.token_urlsafe(32),
        subscription=subscription,
        user_id=user_id,
        verb=verb,
        choice=choice,
        on_date=on_date,
        decision=decision,
        digest=digest_of(decision),
        quoted_at=at,
        expires_at=at + timedelta(minutes=settings.ENVIRONMENT.quote_minutes),
    )
