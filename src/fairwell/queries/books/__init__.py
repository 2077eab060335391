"""The books' own audit: every invariant that must always hold, each as one set-based question."""

from fairwell.queries.books.money import MONEY_CHECKS
from fairwell.queries.books.promises import PROMISE_CHECKS
from fairwell.queries.books.result import Check, Result, Violation
from fairwell.queries.books.subscriptions import SUBSCRIPTION_CHECKS

CHECKS: tuple[Check, ...] = (*MONEY_CHECKS, *SUBSCRIPTION_CHECKS, *PROMISE_CHECKS)

__all__ = ["CHECKS", "Check", "Result", "Violation"]
