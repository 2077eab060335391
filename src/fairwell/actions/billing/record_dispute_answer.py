"""Write down what became of our answer to a dispute."""

from datetime import datetime
from typing import cast

from django.db import transaction

from fairwell.actions.steps.follow_dispute import follow_dispute
from fairwell.actions.steps.lock_dispute import lock_dispute
from fairwell.actions.steps.note_in_case import note_in_case
from fairwell.actions.steps.promise_answer import CONCESSION
from fairwell.domain.disputes import (
    DECIDED,
    Conceded,
    DisputeNews,
    DisputeState,
    EvidenceSubmitted,
    GatewayDispute,
    may_answer,
    next_dispute_state,
)
from fairwell.models import Dispute


@transaction.atomic(durable=True)
def record_dispute_answer(
    *, dispute_id: int, shown: GatewayDispute | None, refused: str = "", at: datetime
) -> Dispute:
    """Record that the gateway has the answer, as it shows the dispute then, or why it refused it.

    A refused answer may be given again, after what was wrong is mended: its reason is in the case.
    Recorded twice, the second time changes nothing.
    """
    dispute, about = lock_dispute(dispute_id)
    before = cast("DisputeState", dispute.state)
    if shown is None:
        note_in_case(dispute.case, f"The gateway refused our answer: {refused}")
        dispute.evidence_key = ""
        dispute.save(update_fields=["evidence_key"])
        return dispute
    conceded = dispute.evidence_key.startswith(CONCESSION)
    if not conceded and (may_answer(before) or dispute.evidence_sent_at is None):
        dispute.evidence_sent_at = at
    dispute.save(update_fields=["evidence_sent_at"])
    if not may_answer(before):
        return dispute
    news: DisputeNews = Conceded() if conceded else EvidenceSubmitted()
    dispute.state = next_dispute_state(before, news)
    dispute.changed_at, dispute.respond_by = shown.updated_at, None
    dispute.closed_at = at if dispute.state in DECIDED else None
    dispute.save(update_fields=["state", "changed_at", "respond_by", "closed_at"])
    follow_dispute(dispute, about, before=before, at=at, actor="operator", channel="worker")
    return dispute
