"""Looks at the gateway from time to time, unasked: new disputes, and whether our books agree."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import Error

from fairwell.worker.reconcile import reconcile_due
from fairwell.worker.watch_disputes import watch_disputes

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(minutes=15)


@dataclass(slots=True)
class GatewayWatch:
    """When one worker looked last; several workers may look, each change is written down once."""

    looked_at: datetime | None = None

    def look(self, clock: Callable[[], datetime]) -> int:
        """Look if it is time to; how much was found."""
        at = clock()
        if self.looked_at is not None and at - self.looked_at < EVERY:
            return 0
        self.looked_at = at
        return sum(_found(part, at) for part in (watch_disputes, reconcile_due))


def _found(part: Callable[[datetime], int], at: datetime) -> int:
    try:
        return part(at)
    except Error:
        raise
    except Exception:  # what the gateway tells must not stop the worker's own work
        log.exception("gateway_watch_failed", part=part.__name__)
        return 0
