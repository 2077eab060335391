"""Gapless numbers: the series stays locked until the documents that take them are written."""

from django.db.models import F

from fairwell.models import NumberSeries

PREFIXES = {"invoices": "INV-", "credit-notes": "CN-"}


def take_number(series: str) -> str:
    """The next number of a series, such as CN-000042; the series begins when first asked."""
    return take_numbers(series, 1)[0]


def take_numbers(series: str, count: int) -> list[str]:
    """The next `count` numbers, in order. Take them last: all others wait until the commit."""
    step = {"next_no": F("next_no") + count}
    if not NumberSeries.objects.filter(name=series).update(**step):
        NumberSeries.objects.get_or_create(name=series, defaults={"prefix": PREFIXES[series]})
        NumberSeries.objects.filter(name=series).update(**step)
    row = NumberSeries.objects.get(name=series)
    return [f"{row.prefix}{no:06d}" for no in range(row.next_no - count, row.next_no)]
