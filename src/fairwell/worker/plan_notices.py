"""Plans notices once on each of the vendor's days: what is due is queued, range after range."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from fairwell.actions.notices.plan_due_notices import plan_due_notices
from fairwell.domain.term import local_date
from fairwell.models import Vendor
from fairwell.queries.billing_switch import billing_is_on

log = structlog.get_logger(__name__)


@dataclass
class NoticePlanner:
    """Remembers which day it planned and how far it is; after a restart it plans that day again.

    That is cheap, as what is planned stays planned.
    """

    planned_on: date | None = None
    after_id: int = 0

    def plan(self, clock: Callable[[], datetime], stop: threading.Event | None = None) -> int:
        """Plan the present day where that is not done, up to the stop; how many were queued.

        While billing is off nothing is planned: who is not billed is not to be told of bills.
        """
        if not billing_is_on():
            return 0
        vendor = Vendor.objects.filter(pk=1).first()
        if vendor is None:
            return 0
        today = local_date(clock(), vendor.zone)
        if self.planned_on is not None and today <= self.planned_on:
            return 0
        queued = 0
        while not (stop and stop.is_set()):
            planned = plan_due_notices(after_id=self.after_id, at=clock())
            if planned is None:
                self.planned_on, self.after_id = today, 0
                log.info("notices_planned", day=today.isoformat())
                break
            self.after_id = planned.last_id
            queued += planned.notices
        return queued
