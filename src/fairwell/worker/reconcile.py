"""Compares our books with the gateway's every day, and writes down what differs."""

from datetime import datetime

import structlog
from django.conf import settings

from fairwell.actions.billing.record_reconciliation import Recorded, record_reconciliation
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.compare_books import Comparison, compare_books
from fairwell.gateways.payments.interface import GatewayError
from fairwell.models import Vendor
from fairwell.queries.reconciliation import span_to_compare

log = structlog.get_logger(__name__)


def reconcile(*, since: datetime, until: datetime, at: datetime) -> tuple[Comparison, Recorded]:
    """Compare [since, until) and record it; raises GatewayError where the gateway cannot be asked.

    Nothing is changed on either side: each difference becomes a case for a person.
    """
    name = settings.ENVIRONMENT.payments
    gateway = payment_gateway(
        name,
        url=settings.ENVIRONMENT.sandbox_url,
        timeout_s=settings.ENVIRONMENT.gateway_timeout_s,
    )
    compared = compare_books(gateway, name, since=since, until=until, at=at)
    recorded = record_reconciliation(
        gateway=name,
        since=since,
        until=until,
        theirs=compared.theirs,
        ours=compared.ours,
        count=compared.count,
        differences=compared.differences,
        at=at,
    )
    return compared, recorded


def reconcile_due(at: datetime) -> int:
    """The day's comparison, once a day; how many differences it found."""
    vendor = Vendor.objects.filter(pk=1).first()
    span = span_to_compare(settings.ENVIRONMENT.payments, vendor.zone, at) if vendor else None
    if span is None:
        return 0
    try:
        compared, recorded = reconcile(since=span[0], until=span[1], at=at)
    except GatewayError as away:
        log.warning("not_reconciled", why=str(away))
        return 0
    say = log.error if compared.count else log.info
    say(
        "reconciled", theirs=compared.theirs, ours=compared.ours, differences=compared.count,
        cases=len(recorded.opened), gone=len(recorded.gone),
    )  # fmt: skip
    return compared.count
