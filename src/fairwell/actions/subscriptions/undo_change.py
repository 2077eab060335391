"""Take back a change or a pause that was agreed and has not come; the history keeps both."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps import change_content
from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.close_changes import close_changes
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.change import decide_undo_change
from fairwell.domain.change_kind import ScheduledFacts
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.renewal import next_charge
from fairwell.models import ScheduledChange, Statement
from fairwell.proof.reference import new_reference


@transaction.atomic(durable=True)
def undo_change(
    *,
    subscription_id: int,
    change_id: int,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Statement:
    """Undo a scheduled change or pause that was chosen, and return the statement that says so.

    Asked again for the same one it answers with the same statement. An announced price is none that
    was chosen. Raises RefusedError (nothing_scheduled, change_in_force, already_ended); nothing is
    then written.
    """
    del idempotency_key  # the change is the key: it can be undone only once
    subscription = locked_subscription(subscription_id)
    row = (
        subscription.changes.select_related("to_price__plan__product")
        .filter(pk=change_id, slot__in=("plan", "pause"))
        .first()
    )
    if row is not None and row.state == "undone":
        return Statement.objects.get(reference=row.decision["undone_by"])
    refused = decide_undo_change(facts_now(subscription), scheduled=_facts(row), at=at)
    if refused is not None:
        raise RefusedError(refused)
    assert row is not None, "what can be undone is there"
    reference = new_reference()
    row.decision |= {"undone_by": reference}
    row.save(update_fields=["decision"])
    close_changes([row.pk], "undone", at=at)
    append_event(
        subscription,
        "change_undone",
        at=at,
        actor=actor,
        channel=channel,
        data={"reference": reference, "slot": row.slot, "change": row.kind},
    )
    return confirm_change(
        "change_undone",
        subscription,
        at=at,
        actor=actor,
        channel=channel,
        language=language,
        next_charge=next_charge(facts_now(subscription)),
        follows=row.decision.get("reference"),
        reference=reference,
        content={"undone": change_content.undone(row)},
    )


def _facts(row: ScheduledChange | None) -> ScheduledFacts | None:
    """What is to be undone; a change that was replaced by a later one is no longer scheduled."""
    if row is None or row.state == "replaced":
        return None
    if row.state == "applied":
        raise RefusedError(Refusal("change_in_force"))
    return ScheduledFacts(change_id=row.pk, kind=row.kind, effective_at=row.effective_at)
