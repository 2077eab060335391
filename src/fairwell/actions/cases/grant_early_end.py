"""A person lets a subscriber go before the contract can end: it ends at once, like any other."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.confirm_ending import Asked, confirm_ending
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.cancellation import immediate_ending
from fairwell.domain.refund_decision import decide_refund
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import CancellationRequest, Case
from fairwell.queries.policies import pinned_packs


class EarlyEndNotOpenError(ValueError):
    """No such open case of somebody who wants to leave early."""


@transaction.atomic(durable=True)
def grant_early_end(
    *,
    reference: str,
    note: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> CancellationRequest:
    """End the subscription of that case now, close the case, and return the sealed cancellation.

    What the rules give back goes back with it; more is a refund to grant. An end that was confirmed
    for later gives way. Raises EarlyEndNotOpenError, or RefusedError (already_ended); nothing is
    then written.
    """
    subscription = locked_subscription(_owner_of(reference))
    case = Case.objects.select_for_update(of=("self",)).get(reference=reference)
    if case.state != "open":
        raise EarlyEndNotOpenError(f"Case {reference} is closed: {case.resolution}")
    facts, packs = facts_now(subscription), pinned_packs(subscription.pk)
    if facts.renewal == "ended":
        raise RefusedError(Refusal("already_ended"))
    append_event(
        subscription,
        "early_end_answered",
        at=at,
        actor=actor,
        channel=channel,
        data={"case": reference, "granted": True},
    )
    ending = immediate_ending(facts, "cancel", decide_refund(facts, packs, at=at), at)
    asked = Asked(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        reason_code="good_cause",
        reason_text=note,
    )
    request = confirm_ending(subscription, ending, packs, asked)
    case.state, case.closed_at, case.resolution = "closed", at, request.reference
    case.save(update_fields=["state", "closed_at", "resolution"])
    return request


def _owner_of(reference: str) -> int:
    """Whose case it is, read before anything is locked: subscriptions are locked first."""
    owner = (
        Case.objects.filter(reference=reference, kind="early_end")
        .values_list("subscription_id", flat=True)
        .first()
    )
    if owner is None:
        raise EarlyEndNotOpenError(
            f"No case {reference} asks for an early end; `fairwell cases` lists them."
        )
    return owner
