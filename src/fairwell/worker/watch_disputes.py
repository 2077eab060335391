"""Asks the gateway which disputes were opened or have changed, and writes them down."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings

from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import GatewayError
from fairwell.queries.disputes import latest_change

log = structlog.get_logger(__name__)

# The gateway's clock is not ours, so that each look goes back further than the last news.
_OVERLAP = timedelta(days=1)
# Without any dispute known: payers have about 120 days, the card networks' longest terms 540.
_AT_FIRST = timedelta(days=540)


def watch_disputes(at: datetime) -> int:
    """Record what changed, in the order in which it changed; how many disputes were looked at.

    A look that breaks off loses nothing: the next begins before the last change that was recorded.
    A gateway that cannot be asked is asked again at the next look.
    """
    name = settings.ENVIRONMENT.payments
    gateway = payment_gateway(
        name,
        url=settings.ENVIRONMENT.sandbox_url,
        timeout_s=settings.ENVIRONMENT.gateway_timeout_s,
    )
    known = latest_change(name)
    since = known - _OVERLAP if known else at - _AT_FIRST
    try:
        listed = sorted(gateway.list_disputes(since=since, at=at), key=lambda one: one.updated_at)
    except GatewayError as away:
        log.warning("disputes_not_asked", why=str(away))
        return 0
    for shown in listed:
        dispute = record_gateway_dispute(gateway=name, shown=shown, at=at)
        if dispute is None:
            log.error("dispute_of_no_payment", dispute=shown.ref, payment=shown.payment_ref)
    return len(listed)
