"""Send a sealed confirmation again: the same document, a new letter."""

from datetime import datetime, timedelta

from django.db import transaction

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.send_statement import send_statement
from fairwell.models import Notice, Statement

# One copy in this time is enough; a double click or a script sends no second one.
ONE_COPY_PER = timedelta(minutes=1)


@transaction.atomic(durable=True)
def resend_confirmation(
    *, reference: str, at: datetime, actor: str, channel: str, idempotency_key: str
) -> Notice:
    """Queue the letter of one statement again, to the address on file.

    Within a minute of the last copy it returns that one. Raises Statement.DoesNotExist.
    """
    del idempotency_key  # the minute is the key
    statement = Statement.objects.get(reference=reference)
    subscription = locked_subscription(statement.subscription_id)
    last = statement.notices.order_by("-pk").first()
    if last is not None and at - last.queued_at < ONE_COPY_PER:
        return last
    append_event(
        subscription,
        "confirmation_resent",
        at=at,
        actor=actor,
        channel=channel,
        data={"reference": reference},
    )
    return send_statement(statement, at=at, copy=statement.notices.count())
