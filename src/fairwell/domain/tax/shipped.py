"""The tax rates that come with the product, as much a part of it as its code."""

from functools import cache
from importlib.resources import files

from fairwell.domain.tax.rates_table import RateTable
from fairwell.domain.tax.read_rates import parse_rates


@cache
def shipped_rates() -> RateTable:
    """The shipped files as one table, read once."""
    folder = files("fairwell.domain.tax") / "rates"
    shipped = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return RateTable(
        tuple(rate for file in shipped for rate in parse_rates(file.read_text("utf-8"), file.name))
    )
