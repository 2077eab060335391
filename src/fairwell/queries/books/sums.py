"""Sums that several checks compare with each other: of related rows, and of an account."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from fairwell.models import Transfer


def total_of(rows: "QuerySet[Any]", owner: str, amount: str = "amount_minor") -> Coalesce:
    """An annotation: the sum over `rows` whose `owner` is the row asked about; 0 without any."""
    own = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(own.annotate(of_all=Sum(amount)).values("of_all")), Value(0))


def by_currency(rows: "QuerySet[Any]", amount: Any = "amount_minor") -> dict[str, int]:
    """The sum of an amount, or of an expression, by currency."""
    summed = rows.order_by().values_list("currency").annotate(of_all=Sum(amount))
    return {currency: int(total) for currency, total in summed}


def balances(account: str, **which: Any) -> dict[str, int]:
    """Debits − credits of an account by currency, of the transfers that `which` picks."""
    rows = Transfer.objects.filter(**which)
    found = by_currency(rows.filter(debit=account))
    for currency, credited in by_currency(rows.filter(credit=account)).items():
        found[currency] = found.get(currency, 0) - credited
    return found


def differences(first: dict[str, int], second: dict[str, int]) -> list[tuple[str, int, int]]:
    """The currencies in which two sums differ, with both."""
    return [
        (currency, first.get(currency, 0), second.get(currency, 0))
        for currency in sorted(first.keys() | second.keys())
        if first.get(currency, 0) != second.get(currency, 0)
    ]


def plus(*parts: dict[str, int]) -> dict[str, int]:
    """Sums by currency added up."""
    added: dict[str, int] = {}
    for part in parts:
        for currency, total in part.items():
            added[currency] = added.get(currency, 0) + total
    return added


def negative(part: dict[str, int]) -> dict[str, int]:
    """The same with the sign turned round."""
    return {currency: -total for currency, total in part.items()}
