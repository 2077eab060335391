"""Contracts with a least length for the tests: a year, charged by the month, a month's notice."""

from datetime import datetime, timedelta
from typing import Any

from fairwell.domain.term import Term, period_start
from fairwell.models import Price, Subscription
from tests.cast import NOW, Cast

# Long enough ago that no refund rule of the packs is open, within the year all the same.
BEGAN = NOW - timedelta(days=100)


def bind(price: str = "price_month_usd", **terms: Any) -> None:
    """The price is sold with a first term of a year and a month's notice."""
    Price.objects.filter(external_id=price).update(
        **{"first_term": "P1Y", "notice": "P1M", **terms}
    )


def bound(
    cast: Cast, key: str = "anna", *, began: datetime = BEGAN, **options: Any
) -> Subscription:
    """Somebody in the first year of such a contract, which began at `began`; paid up to now."""
    price = options.setdefault("price", "price_month_usd")
    bind(price)
    zone, n = cast.vendor.zone, 0
    while period_start(began, Term(months=1), n + 1, zone) <= NOW:
        n += 1
    charged = period_start(began, Term(months=1), n, zone)
    subscription = cast.subscriber(key, charged=charged, concluded=began, **options)
    subscription.first_term_end = period_start(began, Term(months=12), 1, zone)
    subscription.save(update_fields=["first_term_end"])
    return subscription
