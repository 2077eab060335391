"""Gapless numbers: the series stays locked until the document that takes the number is written."""

from django.db.models import F

from fairwell.models import NumberSeries


def take_number(series: str, prefix: str) -> str:
    """The next number of a series, such as CN-000042; the series begins when first asked."""
    taken = NumberSeries.objects.filter(name=series).update(next_no=F("next_no") + 1)
    if not taken:
        NumberSeries.objects.get_or_create(name=series, defaults={"prefix": prefix})
        NumberSeries.objects.filter(name=series).update(next_no=F("next_no") + 1)
    row = NumberSeries.objects.get(name=series)
    return f"{row.prefix}{row.next_no - 1:06d}"
