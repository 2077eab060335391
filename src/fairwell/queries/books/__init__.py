"""The books' own audit: every invariant that must always hold, each as one set-based question."""

from collections.abc import Callable
from datetime import datetime

from fairwell.queries.books.charges import CHARGE_CHECKS
from fairwell.queries.books.disputes import DISPUTE_CHECKS
from fairwell.queries.books.histories import HISTORY_CHECKS
from fairwell.queries.books.invoices import INVOICE_CHECKS
from fairwell.queries.books.ledger import LEDGER_CHECKS
from fairwell.queries.books.periods import PERIOD_CHECKS
from fairwell.queries.books.promises import PROMISE_CHECKS
from fairwell.queries.books.refunds import REFUND_CHECKS
from fairwell.queries.books.result import Check, Result, Violation
from fairwell.queries.books.snapshot import snapshot
from fairwell.queries.books.subscriptions import SUBSCRIPTION_CHECKS

CHECKS: tuple[Check, ...] = (
    *LEDGER_CHECKS,
    *CHARGE_CHECKS,
    *REFUND_CHECKS,
    *DISPUTE_CHECKS,
    *INVOICE_CHECKS,
    *PERIOD_CHECKS,
    *SUBSCRIPTION_CHECKS,
    *HISTORY_CHECKS,
    *PROMISE_CHECKS,
)


def ask_all(
    at: datetime, ask: Callable[[Check, datetime], Result] | None = None
) -> list[tuple[Check, Result]]:
    """Every check's answer, all about the same moment of the books.

    `ask` may put each question in its own way, say with a word about which one it is.
    """
    with snapshot():
        return [(check, ask(check, at) if ask else check.ask(at)) for check in CHECKS]


__all__ = ["CHECKS", "Check", "Result", "Violation", "ask_all"]
