"""The answer to a dispute is promised to the worker, once for each time that one is due."""

from datetime import datetime

from fairwell.actions.steps.promise import OBJECTIVES, promise
from fairwell.domain.disputes import DisputeState, may_answer
from fairwell.models import Dispute, OutboxEntry

EVIDENCE, CONCESSION = "evidence", "concession"


class DisputeNotAnswerableError(ValueError):
    """No answer to the dispute is due, or another one is on its way."""


def promise_answer(dispute: Dispute, kind: str, state: DisputeState, *, at: datetime) -> None:
    """Promise evidence or a concession for a locked dispute; the same again does nothing.

    The key is the deadline's: a bank that asks once more is answered once more. Raises
    DisputeNotAnswerableError.
    """
    if not may_answer(state) or (dispute.respond_by and dispute.respond_by <= at):
        by = f" (it was due {dispute.respond_by:%Y-%m-%d %H:%M} UTC)" if dispute.respond_by else ""
        raise DisputeNotAnswerableError(
            f"Dispute {dispute.reference} is {state}: no answer is due{by}."
        )
    key = f"{kind}-{dispute.reference}"
    if dispute.respond_by:
        key += f"-{dispute.respond_by:%Y%m%d%H%M}"
    if dispute.evidence_key == key:
        return
    under_way = OutboxEntry.objects.filter(
        topic="evidence", key=f"evidence:{dispute.evidence_key}", done_at=None
    )
    if dispute.evidence_key and under_way.exists():
        raise DisputeNotAnswerableError(
            f"Another answer to dispute {dispute.reference} is on its way already."
        )
    dispute.evidence_key = key
    dispute.save(update_fields=["evidence_key"])
    # An answer that the gateway refused may be given again: the same promise, made anew.
    renewed = OutboxEntry.objects.filter(key=f"evidence:{key}").update(
        promised_at=at, due_at=at, objective_at=at + OBJECTIVES["evidence"], done_at=None,
        leased_until=None, tries=0, last_error="",
    )  # fmt: skip
    if not renewed:
        promise("evidence", dispute.pk, key=f"evidence:{key}", at=at)
