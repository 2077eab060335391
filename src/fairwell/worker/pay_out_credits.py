"""Looks from time to time for credit that nobody can use any more, and has it paid back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import InterfaceError, OperationalError

from fairwell.actions.billing.pay_out_credit import pay_out_credit
from fairwell.queries.credit_left import credits_to_settle

log = structlog.get_logger(__name__)

EVERY: Final = timedelta(minutes=15)
CHUNK: Final = 200


@dataclass(slots=True)
class CreditWatch:
    """When one worker looked last; several may look, as each credit is decided about once."""

    looked_at: datetime | None = None

    def look(self, clock: Callable[[], datetime]) -> int:
        """Look if it is time to; how many refunds were instructed."""
        at = clock()
        if self.looked_at is not None and at - self.looked_at < EVERY:
            return 0
        self.looked_at = at
        paid, after = 0, 0
        while True:
            due = credits_to_settle().filter(pk__gt=after).order_by("pk")
            ids = list(due.values_list("pk", flat=True)[:CHUNK])
            for balance_id in ids:
                paid += self._pay(balance_id, clock())
            if len(ids) < CHUNK:
                return paid
            after = ids[-1]

    def _pay(self, balance_id: int, at: datetime) -> bool:
        try:
            refund = pay_out_credit(balance_id=balance_id, at=at)
        except (InterfaceError, OperationalError):
            raise
        except Exception:  # what is wrong with one customer's credit must not hold up the others
            log.exception("credit_not_paid_out", balance=balance_id)
            return False
        if refund is not None:
            log.info("credit_paid_out", refund=refund.reference, balance=balance_id)
        return refund is not None
