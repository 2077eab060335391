"""The letter that carries a sealed statement to its subscriber."""

from datetime import datetime

from fairwell.actions.steps.queue_notice import queue_notice
from fairwell.models import Notice, Statement


def send_statement(statement: Statement, *, at: datetime, copy: int = 0) -> Notice:
    """Queue the letter, in the statement's language, to the address on file.

    `copy` counts further letters of the same statement; each can be queued once.
    """
    subscription = statement.subscription
    suffix = f":{copy}" if copy else ""
    return queue_notice(
        "statement",
        key=f"statement:{statement.reference}{suffix}",
        to_email=subscription.customer.email,
        language=statement.language,
        at=at,
        customer=subscription.customer,
        subscription=subscription,
        statement=statement,
    )
