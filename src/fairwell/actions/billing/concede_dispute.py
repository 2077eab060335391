"""Leave a disputed payment to its payer: the bank is told that it is not contested."""

from datetime import datetime
from typing import cast

from django.db import transaction

from fairwell.actions.steps.lock_dispute import lock_dispute
from fairwell.actions.steps.note_in_case import note_in_case
from fairwell.actions.steps.promise_answer import CONCESSION, promise_answer
from fairwell.domain.disputes import DisputeState
from fairwell.models import Dispute


@transaction.atomic(durable=True)
def concede_dispute(
    *, dispute_id: int, note: str, at: datetime, actor: str, channel: str, idempotency_key: str
) -> Dispute:
    """Promise that the worker concedes it; `note` says why and stays in the case.

    Once the gateway has it, it cannot be taken back. Raises DisputeNotAnswerableError where no
    answer is due; nothing is then written.
    """
    del actor, channel, idempotency_key  # the deadline is the key; the event comes with the answer
    dispute, _ = lock_dispute(dispute_id)
    promise_answer(dispute, CONCESSION, cast("DisputeState", dispute.state), at=at)
    note_in_case(dispute.case, f"Conceded: {note}")
    return dispute
