"""Carries a letter to the mail server, and writes down what the server said."""

from datetime import datetime

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.people.record_mail_outcome import record_mail_outcome
from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.send import MailDeferred, MailRefused, send_letter
from fairwell.models import OutboxEntry
from fairwell.worker.outcome import Carried, later


def carry_mail(entry: OutboxEntry, at: datetime) -> Carried:
    """Send one notice, if it still applies. A server that is down is tried again later.

    A refusal for good is recorded.

    A worker that dies between the server's "accepted" and our record sends again, under the same
    Message-ID, by which mail programs know the copy.
    """
    notice = prepare_notice(notice_id=entry.subject_id, at=at)
    if notice is None:
        return Carried()
    letter = compose(notice)
    try:
        sent = send_letter(letter, at=at)
    except MailDeferred as deferred:
        return later(entry.tries, at, str(deferred))
    except MailRefused as refused:
        record_mail_outcome(
            notice_id=notice.pk,
            sent=False,
            message_id=letter.message_id,
            server_answer=str(refused),
            at=at,
        )
        return Carried()
    record_mail_outcome(
        notice_id=notice.pk,
        sent=True,
        message_id=sent.message_id,
        server_answer=sent.server_answer,
        at=at,
    )
    return Carried()
