"""Credit that an invoice used leaves the customer's balance, and the entry says where it went."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from fairwell.models import CreditBalance, CreditEntry


def use_credit(used: Sequence[tuple[int, int, int]], *, at: datetime) -> None:
    """Write off (balance id, invoice id, minor units) from balances locked before."""
    if not used:
        return
    CreditEntry.objects.bulk_create(
        CreditEntry(
            balance_id=balance, kind="applied", amount_minor=-amount, invoice_id=invoice, at=at
        )
        for balance, invoice, amount in used
    )
    totals: Counter[int] = Counter()
    for balance, _, amount in used:
        totals[balance] += amount
    for balance, amount in totals.items():
        CreditBalance.objects.filter(pk=balance).update(balance_minor=F("balance_minor") - amount)
