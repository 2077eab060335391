"""Cancel a subscription as quoted: now, at the end of its term, or on a date."""

from datetime import datetime
from typing import cast

from django.db import transaction

from fairwell.actions.steps.confirm_ending import Asked, confirm_ending
from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.cancellation import Choice, decide_cancellation
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import CancellationRequest
from fairwell.queries.policies import pinned_packs


@transaction.atomic(durable=True)
def cancel_subscription(
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
) -> CancellationRequest:
    """Confirm the quoted ending and return the request with its reference.

    `expected` is the digest of the decision that the asker saw. Asked again, by the same key or for
    the same choice, it answers with the request that stands. Raises RefusedError (quote_expired,
    quote_changed, already_cancelled, already_ended); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    standing = subscription.cancellations.filter(idempotency_key=idempotency_key).first()
    if standing is not None and standing.state != "withdrawn":
        return standing
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="cancel", at=at)
    facts, packs = facts_now(subscription), pinned_packs(subscription_id)
    decided = decide_cancellation(
        facts, packs, choice=cast("Choice", quote.choice), at=quote.quoted_at, on_date=quote.on_date
    )
    if isinstance(decided, Refusal):
        same = (
            subscription.cancellations.filter(
                verb="cancel", choice=quote.choice, state__in=("confirmed", "effective")
            )
            .filter(decision__ends_on=quote.decision["ends_on"])
            .first()
        )
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
        reason_code=reason_code,
        reason_text=reason_text,
    )
    return confirm_ending(subscription, decided, packs, asked, quote)
