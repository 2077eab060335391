"""Quote a change, a pause or its end: decide it, keep the decision, and honour it for a while."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from fairwell.actions.steps.hold_quote import digest_of
from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.load_change import ground_now
from fairwell.domain.change_kind import When, classify
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import RefundQuote
from fairwell.queries.change_ground import Ground
from fairwell.queries.changes import answer_of


@transaction.atomic(durable=True)
def quote_change(
    *,
    subscription_id: int,
    user_id: int | None,
    at: datetime,
    actor: str,
    channel: str,
    verb: str = "change",
    when: When | None = None,
    price_id: int | None = None,
    quantity: int = 1,
    until: date | None = None,
) -> RefundQuote:
    """Write a quote of `change` (to a price and quantity), `pause` (until a day) or `resume`.

    Without `when`, a change takes effect as such changes usually do: more at once, less and another
    cycle at renewal. Raises RefusedError with the refusal of the domain; nothing is then written.
    """
    del actor, channel  # a quote changes nothing, so no event names who asked
    subscription = locked_subscription(subscription_id)
    ground = ground_now(subscription, at=at, wanted=(price_id,) if price_id else ())
    asked: dict[str, Any] = {}
    if verb == "change":
        asked = {"price": price_id or 0, "quantity": quantity}
        when = when or _usual(ground, price_id or 0, quantity)
    elif verb == "pause":
        asked = {"until": until.isoformat() if until else None}
    quote = RefundQuote(
        token=secrets.token_urlsafe(32),
        subscription=subscription,
        user_id=user_id,
        verb=verb,
        choice=when or "now",
        asked=asked,
        quoted_at=at,
        expires_at=at + timedelta(minutes=settings.ENVIRONMENT.quote_minutes),
    )
    decided = answer_of(ground, quote)
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    quote.decision = decided.as_dict()
    quote.digest = digest_of(quote.decision)
    quote.save(force_insert=True)
    return quote


def _usual(ground: Ground, price_id: int, quantity: int) -> When:
    price = ground.prices.get(price_id)
    if price is None:
        return "now"
    kind = classify(ground.current, ground.subscription.quantity, price, quantity)
    return kind.usual
