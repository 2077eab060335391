"""What stands on each account: totals of all transfers up to an instant, or the latest."""

from datetime import datetime

from django.db.models import Q, Sum

from fairwell.domain.ledger import TrialBalance, trial_balance
from fairwell.models import Transfer


def trial_balance_at(at: datetime | None = None) -> TrialBalance:
    """Debits and credits of every account by currency, of all transfers before `at` or of all.

    One query. Raises UnbalancedError, which transfers, as they are, cannot lead to.
    """
    return trial_balance(_totals(Q(at__lt=at) if at is not None else Q()))


def signed_balances(currency: str, before: datetime) -> dict[str, int]:
    """Debits − credits by account in one currency, of all transfers before an instant."""
    rows = _totals(Q(at__lt=before, currency=currency))
    found: dict[str, int] = {}
    for account, _, debit, credit in rows:
        found[account] = found.get(account, 0) + debit - credit
    return found


def currencies() -> tuple[str, ...]:
    """The currencies that the ledger holds, by code."""
    found = Transfer.objects.order_by("currency").values_list("currency", flat=True).distinct()
    return tuple(found)


def holds(currency: str) -> bool:
    """Whether the ledger holds that currency; quick where it does."""
    return Transfer.objects.filter(currency=currency).exists()


def _totals(which: Q) -> list[tuple[str, str, int, int]]:
    """Rows of (account, currency, debited, credited), from one pass over pairs of accounts."""
    pairs = (
        Transfer.objects.filter(which)
        .order_by()
        .values_list("debit", "credit", "currency")
        .annotate(total=Sum("amount_minor"))
    )
    rows: list[tuple[str, str, int, int]] = []
    for debit, credit, currency, total in pairs:
        rows += [(debit, currency, int(total), 0), (credit, currency, 0, int(total))]
    return rows
