"""Change what a subscription covers, gives or is billed by, as quoted: now or at renewal."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.load_change import change_by_key, ground_now, latest_change
from fairwell.actions.steps.record_change import Agreed
from fairwell.actions.steps.write_change import write_change
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Statement
from fairwell.proof.reference import new_reference
from fairwell.queries.changes import Offer, answer_of

_SAME = ("nothing_changes", "change_scheduled")


@transaction.atomic(durable=True)
def change_subscription(
    *,
    subscription_id: int,
    quote_token: str,
    expected: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Statement:
    """Confirm the quoted change and return its sealed statement.

    `expected` is the digest of the decision that the asker saw. At once: the unused rest of what
    was billed is credited, what is due is billed and its charge written down. At renewal: the
    change waits, in place of one agreed before. Asked again, by the same key or for the same
    change, it answers with the statement that stands. Raises RefusedError (quote_expired,
    quote_changed, and what the decision refuses by now); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    told = change_by_key(subscription, idempotency_key)
    if told is not None:
        return told
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="change", at=at)
    wanted = int(quote.asked["price"])
    ground = ground_now(subscription, at=quote.quoted_at, wanted=(wanted,))
    decided = answer_of(ground, quote)
    if isinstance(decided, Refusal):
        asked = {"to_price_id": wanted, "to_quantity": quote.asked["quantity"]}
        told = latest_change(subscription, "plan", **asked) if decided.code in _SAME else None
        if told is not None:
            return told
        raise RefusedError(decided)
    assert isinstance(decided, Offer), "the quote was found as one of a change"
    require_unchanged(quote, decided.as_dict(), expected)
    agreed = Agreed(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        reference=new_reference(),
        language=language,
        quote=quote,
    )
    return write_change(subscription, ground, decided, agreed)
