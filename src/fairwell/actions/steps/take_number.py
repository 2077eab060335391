"""Gapless numbers: the series stays locked until the document that takes the number is written."""

from fairwell.models import NumberSeries


def take_number(series: str, prefix: str) -> str:
    """The next number of a series, such as CN-000042; the series begins when first asked."""
    NumberSeries.objects.get_or_create(name=series, defaults={"prefix": prefix})
    row = NumberSeries.objects.select_for_update().get(name=series)
    number = f"{row.prefix}{row.next_no:06d}"
    row.next_no += 1
    row.save(update_fields=["next_no"])
    return number
