"""Charges that were written down and never sent are closed, and what they held is given free."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.actions.steps.move_money import transfer
from fairwell.models import PaymentAttempt, Transfer
from fairwell.queries.collecting import NOT_SENT


def close_unsent(attempts: Sequence[PaymentAttempt], *, at: datetime) -> None:
    """Close attempts that are `init` and locked, as failed without a word to the gateway.

    One that was on its way before, and provably never arrived, holds money in clearing: it returns.
    """
    if not attempts:
        return
    ids = [attempt.pk for attempt in attempts]
    PaymentAttempt.objects.filter(pk__in=ids, state="init").update(
        state="failed", failure_code=NOT_SENT, answered_at=at, ask_at=None
    )
    held = set(
        Transfer.objects.filter(attempt__in=ids, kind="charge_submitted").values_list(
            "attempt_id", flat=True
        )
    )
    Transfer.objects.bulk_create(
        transfer("charge_returned", attempt.amount_minor, attempt.currency, at=at, attempt=attempt)
        for attempt in attempts
        if attempt.pk in held
    )
