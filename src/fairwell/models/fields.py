"""Column kinds that recur: money, currency, references and checked word lists."""

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Length

models.CharField.register_lookup(Length)


def minor_units(**options: object) -> "models.BigIntegerField[int, int]":
    """An amount in minor units of the row's currency."""
    return models.BigIntegerField(**options)  # type: ignore[arg-type]


def currency() -> "models.CharField[str, str]":
    """An ISO 4217 code in capitals."""
    return models.CharField(max_length=3)


def reference() -> "models.CharField[str, str]":
    """A reference number as `proof.reference` makes them."""
    return models.CharField(max_length=20, unique=True)


def word(default: str | None = None) -> "models.CharField[str, str]":
    """A state or kind; pair it with `one_of`, so that the database knows the words too."""
    if default is None:
        return models.CharField(max_length=40)
    return models.CharField(max_length=40, default=default)


def one_of(table: str, column: str, words: Iterable[str]) -> models.CheckConstraint:
    """A CHECK that `column` holds one of `words`."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": sorted(words)}), name=f"{table}_{column}_known"
    )


def is_currency(table: str) -> models.CheckConstraint:
    """A CHECK that the currency has three letters."""
    return models.CheckConstraint(
        condition=models.Q(currency__length=3), name=f"{table}_currency_iso"
    )
