"""Seal and send what changed without ending anything: renewal switched, a plan changed, a pause."""

from datetime import datetime
from typing import Any

from fairwell.actions.steps import state_content
from fairwell.actions.steps.append_event import iso
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.actions.steps.send_statement import send_statement
from fairwell.domain.renewal import NextCharge
from fairwell.domain.term import last_day
from fairwell.models import CancellationRequest, Statement, Subscription


def confirm_change(
    kind: str,
    subscription: Subscription,
    *,
    at: datetime,
    actor: str,
    channel: str,
    language: str,
    next_charge: NextCharge | None,
    follows: str | None = None,
    cancellation: CancellationRequest | None = None,
    reference: str | None = None,
    content: dict[str, Any] | None = None,
) -> Statement:
    """Seal a statement of how the subscription now renews or ends, and queue its letter.

    `content` adds what else was confirmed, under the name of it; `reference` is the number that the
    deed has already.
    """
    vendor, customer = the_vendor(), subscription.customer
    language = letter_language(customer, vendor, language)
    ends_at = subscription.ends_at
    statement = seal_statement(
        kind,
        subscription,
        vendor,
        language=language,
        at=at,
        reference=reference,
        follows=follows,
        cancellation=cancellation,
        content={
            **(content or {}),
            "asked_by": actor,
            "channel": channel,
            "renewal": {
                "renews": subscription.renewal == "auto_renewing" and ends_at is None,
                "access_until": iso(ends_at),
                "ends_on": last_day(ends_at, vendor.zone).isoformat() if ends_at else None,
                "next_charge": state_content.charge(next_charge),
            },
        },
    )
    send_statement(statement, at=at)
    return statement
