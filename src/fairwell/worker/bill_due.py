"""Bills what is due on the operator's schedule, and helps along whatever run is open."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.queries.billing_runs import is_run_due
from fairwell.queries.billing_switch import billing_is_on

log = structlog.get_logger(__name__)


def bill_due(clock: Callable[[], datetime]) -> int:
    """Bill one range of the open run, starting one when the schedule says so; 0: nothing to do.

    While billing is off, nothing is; an open run waits.
    """
    if not billing_is_on():
        return 0
    every = timedelta(minutes=settings.ENVIRONMENT.billing_every_minutes)
    if not is_run_due(at=clock(), every=every):
        return 0
    run = start_billing_run(at=clock())
    if run is None:
        return 0
    report = bill_next_chunk(run_id=run.pk, at=clock())
    if report is None:
        return 0
    for name, count in report.counts.items():
        if name.startswith("no tax rate"):
            log.error("billing_left_unbilled", why=name, subscriptions=count)
    log.info(
        "range_billed", run=run.pk, **{k.replace(" ", "_"): v for k, v in report.counts.items()}
    )
    return report.counts.total() or 1
