"""A mail about signing in: written down now, sent by the worker, so that no page waits for SMTP."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Notice


@transaction.atomic(durable=True)
def send_account_mail(
    *,
    to_email: str,
    subject: str,
    text: str,
    language: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Notice:
    """Queue a mail of plain text; the same `idempotency_key` again returns the same notice."""
    del actor, channel  # nothing of a subscription changes, so no event names who asked
    key = f"account:{idempotency_key}"
    standing = Notice.objects.filter(key=key).first()
    if standing is not None:
        return standing
    return queue_notice(
        "account",
        key=key,
        to_email=to_email,
        language=letter_language(None, the_vendor(), language),
        at=at,
        context={"subject": subject, "text": text},
    )
