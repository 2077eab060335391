"""Plans notices once on each of the vendor's days: what is due is queued, range after range."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from fairwell.actions.notices.plan_due_notices import plan_due_notices
from fairwell.domain.term import local_date
from fairwell.models import Vendor

log = structlog.get_logger(__name__)


@dataclass
class NoticePlanner:
    """Remembers which day it planned and how far it is; after a restart it plans that day again.

    That is cheap, as what is planned stays planned.
    """

    planned_on: date | None = None
    after_id: int = 0
    queued: int = 0

    def plan(self, clock: Callable[[], datetime]) -> int:
        """Plan one range of the present day, if any is left; 0 when there is nothing to do."""
        at = clock()
        vendor = Vendor.objects.filter(pk=1).first()
        if vendor is None:
            return 0
        today = local_date(at, vendor.zone)
        if self.planned_on is not None and today <= self.planned_on:
            return 0
        planned = plan_due_notices(after_id=self.after_id, at=at)
        if planned is not None:
            self.after_id = planned.last_id
            self.queued += planned.notices
            return planned.notices or 1
        log.info("notices_planned", day=today.isoformat(), queued=self.queued)
        self.planned_on, self.after_id, self.queued = today, 0, 0
        return 0
