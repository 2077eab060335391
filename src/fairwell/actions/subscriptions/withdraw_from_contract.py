"""Withdraw from a contract within the window that the law opens, as quoted."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.confirm_ending import Asked, confirm_ending
from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.withdrawal import decide_withdrawal
from fairwell.models import CancellationRequest
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def withdraw_from_contract(
    *,
    subscription_id: int,
    quote_token: str,
    expected: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> CancellationRequest:
    """Confirm the quoted withdrawal and return the request with its reference.

    `expected` is the digest of the decision that the asker saw. Asked again it answers with the
    withdrawal that stands. A cancellation that has not taken effect gives way. Raises RefusedError
    (quote_expired, quote_changed, withdrawal_over, already_ended); nothing is then written. No
    reason is asked: the law lets nobody ask for one.
    """
    subscription = locked_subscription(subscription_id)
    standing = subscription.cancellations.filter(idempotency_key=idempotency_key).first()
    if standing is not None:
        return standing
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="withdraw", at=at)
    facts, packs = facts_now(subscription), pinned_packs(subscription_id)
    decided = decide_withdrawal(facts, packs, at=quote.quoted_at)
    if isinstance(decided, Refusal):
        same = subscription.cancellations.filter(verb="withdraw", state="effective").first()
        if same is not None:
            return same
        raise RefusedError(decided)
    require_unchanged(quote, decided.as_dict(), expected)
    asked = Asked(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        language=language,
    )
    return confirm_ending(subscription, decided, packs, asked, quote)
