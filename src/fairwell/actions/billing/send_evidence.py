"""Contest a dispute: what the books know of the payment goes to the bank as one document."""

from datetime import datetime
from typing import cast

from django.db import transaction

from fairwell.actions.steps.lock_dispute import lock_dispute
from fairwell.actions.steps.promise_answer import EVIDENCE, promise_answer
from fairwell.domain.disputes import DisputeState
from fairwell.models import Dispute


@transaction.atomic(durable=True)
def send_evidence(
    *, dispute_id: int, at: datetime, actor: str, channel: str, idempotency_key: str
) -> Dispute:
    """Promise that the worker sends the evidence as the books stand at `at`, once per deadline.

    Raises DisputeNotAnswerableError where no answer is due; nothing is then written.
    """
    del actor, channel, idempotency_key  # the deadline is the key; the event comes with the answer
    dispute, _ = lock_dispute(dispute_id)
    promise_answer(dispute, EVIDENCE, cast("DisputeState", dispute.state), at=at)
    return dispute
