"""Write down what became of a letter: the proof of sending, or that it can't be delivered."""

from datetime import datetime

from django.db import transaction

from fairwell.models import Notice


@transaction.atomic(durable=True)
def record_mail_outcome(
    *, notice_id: int, sent: bool, message_id: str, server_answer: str, at: datetime
) -> None:
    """Mark a queued notice sent or failed, once; its context, which may hold a code, is emptied."""
    Notice.objects.filter(pk=notice_id, state="queued").update(
        state="sent" if sent else "failed",
        sent_at=at if sent else None,
        message_id=message_id,
        server_answer=server_answer[:300],
        context={},
    )
