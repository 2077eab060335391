"""Undo a confirmed cancellation before it takes effect; the history keeps both."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.actions.steps.stop_collection import collect_again
from fairwell.domain.cancellation import decide_undo
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.renewal import next_charge
from fairwell.models import CancellationRequest, Statement, SubscriptionEvent


@transaction.atomic(durable=True)
def undo_cancellation(
    *,
    subscription_id: int,
    reference: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Statement:
    """Put the subscription back as it stood before, and return the sealed statement that says so.

    Asked again for the same reference it answers with the same statement. Raises RefusedError
    (nothing_to_undo, undo_too_late); nothing is then written.
    """
    del idempotency_key  # the cancellation's reference is the key: it can be undone only once
    subscription = locked_subscription(subscription_id)
    request = CancellationRequest.objects.filter(
        subscription=subscription, reference=reference
    ).first()
    if request is None:
        raise RefusedError(Refusal("nothing_to_undo"))
    told = request.statements.filter(kind="cancellation_undone").first()
    if told is not None:
        return told
    refused = decide_undo(facts_now(subscription), ends_at=request.ends_at, at=at)
    if refused is not None:
        raise RefusedError(refused)
    before = SubscriptionEvent.objects.get(
        subscription=subscription,
        kind="cancellation_confirmed",
        data__reference=request.reference,
    ).data["before"]
    request.state, request.undone_at = "withdrawn", at
    request.save(update_fields=["state", "undone_at"])
    append_event(
        subscription,
        "cancellation_undone",
        at=at,
        actor=actor,
        channel=channel,
        data={"reference": request.reference, **before},
    )
    collect_again(subscription, at=at)
    return confirm_change(
        "cancellation_undone",
        subscription,
        at=at,
        language=language,
        actor=actor,
        channel=channel,
        next_charge=next_charge(facts_now(subscription)),
        follows=request.reference,
        cancellation=request,
    )
