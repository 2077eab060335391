"""The books' own audit: every invariant that must always hold, each as one set-based question."""

from datetime import datetime

from fairwell.queries.books.money import MONEY_CHECKS
from fairwell.queries.books.promises import PROMISE_CHECKS
from fairwell.queries.books.result import Check, Result, Violation
from fairwell.queries.books.snapshot import snapshot
from fairwell.queries.books.subscriptions import SUBSCRIPTION_CHECKS

CHECKS: tuple[Check, ...] = (*MONEY_CHECKS, *SUBSCRIPTION_CHECKS, *PROMISE_CHECKS)


def ask_all(at: datetime) -> list[tuple[Check, Result]]:
    """Every check's answer, all about the same moment of the books."""
    with snapshot():
        return [(check, check.ask(at)) for check in CHECKS]


__all__ = ["CHECKS", "Check", "Result", "Violation", "ask_all"]
