"""Pause a subscription as quoted: now, or with the end of the paid term."""

from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps import change_content
from fairwell.actions.steps.append_event import append_event, iso
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.hold_quote import live_quote, require_unchanged
from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.load_change import change_by_key, ground_now, latest_change
from fairwell.actions.steps.record_change import Agreed, move_changes, record_change
from fairwell.actions.steps.rest_lines import rest_lines
from fairwell.domain.pause import Pause
from fairwell.domain.proration import Stretch
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Statement, Subscription
from fairwell.proof.reference import new_reference
from fairwell.queries.change_ground import Ground
from fairwell.queries.changes import answer_of


@transaction.atomic(durable=True)
def pause_subscription(
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
    """Confirm the quoted pause and return its sealed statement.

    `expected` is the digest of the decision that the asker saw. Access rests until the pause is
    over; paid time stands still, and nothing is charged meanwhile. Asked again it answers with the
    statement that stands. Raises RefusedError (quote_expired, quote_changed, and what the decision
    refuses by now); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    told = change_by_key(subscription, idempotency_key)
    if told is not None:
        return told
    quote = live_quote(quote_token, subscription_id=subscription_id, verb="pause", at=at)
    ground = ground_now(subscription, at=quote.quoted_at)
    decided = answer_of(ground, quote)
    if isinstance(decided, Refusal):
        if decided.code == "already_paused":
            told = latest_change(subscription, "pause", kind="pause", state="applied")
        if told is not None:
            return told
        raise RefusedError(decided)
    assert isinstance(decided, Pause), "the quote was found as one of a pause"
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
    return _write(subscription, ground, decided, agreed)


def _write(subscription: Subscription, ground: Ground, decided: Pause, agreed: Agreed) -> Statement:
    waits = decided.when == "at_renewal"
    record_change(
        subscription,
        agreed,
        slot="pause",
        kind="pause",
        effective_at=decided.begins_at,
        decision=decided.as_dict(),
        waits=waits,
        replaces=decided.replaces,
        resume_at=decided.resumes_at,
    )
    data: dict[str, Any] = {
        "reference": agreed.reference,
        "paused_at": iso(decided.begins_at),
        "resume_at": iso(decided.resumes_at),
    }
    append_event(
        subscription,
        "pause_scheduled" if waits else "paused",
        at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        data=data,
    )
    if decided.period_end is not None:
        move_changes(subscription, ("plan",), decided.period_end)
        planned = Stretch(decided.begins_at, decided.resumes_at)
        rest_lines(subscription, planned, ground.pauses, at=agreed.at, zone=ground.facts.zone)
    return confirm_change(
        "pause",
        subscription,
        at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        language=agreed.language,
        next_charge=decided.next_charge,
        reference=agreed.reference,
        content={"pause": change_content.pause(decided)},
    )
