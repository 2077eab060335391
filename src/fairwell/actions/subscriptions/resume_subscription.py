"""End a pause early, as quoted: the service goes on at once."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.load_change import change_by_key, ground_now, latest_change
from fairwell.actions.steps.record_change import Agreed
from fairwell.actions.steps.write_resumption import write_resumption
from fairwell.domain.pause import Resumption
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Statement
from fairwell.proof.reference import new_reference
from fairwell.queries.changes import answer_of


@transaction.atomic(durable=True)
def resume_subscription(
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
    """Confirm the quoted end of the pause and return its sealed statement.

    `expected` is the digest of the decision that the asker saw. The rest of the paid term follows;
    after a whole one a new term falls due at once. Asked again it answers with the statement that
    stands. Raises RefusedError (quote_expired, quote_changed, not_paused, cancelled_undo_first,
    renewal_off_turn_on, already_ended); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    told = change_by_key(subscription, idempotency_key)
    if told is not None:
        return told
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="resume", at=at)
    decided = answer_of(ground_now(subscription, at=quote.quoted_at), quote)
    if isinstance(decided, Refusal):
        if decided.code == "not_paused":
            told = latest_change(subscription, "pause", kind="resume")
        if told is not None:
            return told
        raise RefusedError(decided)
    assert isinstance(decided, Resumption), "the quote was found as one of a resumption"
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
    return write_resumption(subscription, decided, agreed)
