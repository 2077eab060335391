"""Reads tax rates from TOML and refuses them with everything that is wrong at once."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any, Final, cast

from fairwell.domain.policy.tables import Table
from fairwell.domain.tax.rates_table import CONFIDENCES, RatesError, TaxRate

_PERCENT: Final = re.compile(r"([0-9]{1,2})(?:\.([0-9]{1,4}))?", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_SUBDIVISION: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_CATEGORY: Final = re.compile(r"[a-z][a-z0-9_]*")
_OFTEN_MISTAKEN: Final = {"UK": "GB", "EL": "GR"}
_CODES: Final = ("S", "Z", "E", "O")
_SHARED: Final = (
    "country",
    "registration",
    "name",
    "category",
    "valid_from",
    "verified_on",
    "source",
    "confidence",
)


def parse_rates(text: str, name: str) -> tuple[TaxRate, ...]:
    """The rates written in `text`; RatesError with all problems, each naming row and key.

    `name` is what the errors call the file. Keys under [defaults] stand in for rows without them.
    The schema is shown by the shipped files.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        raise RatesError(name, [f"this is not TOML: {refused}"]) from None
    problems: list[str] = []
    rates = _read(Table(data, "", problems), data, problems)
    if problems:
        raise RatesError(name, problems)
    return rates


def _read(table: Table, data: dict[str, Any], problems: list[str]) -> tuple[TaxRate, ...]:
    table.whole("schema", 1, 1)
    defaults = table.table("defaults")
    shared = {key: defaults.raw(key) for key in _SHARED if defaults.has(key)}
    defaults.finish()
    if not table.tables("rates"):
        table.problem("rates", "is missing; write at least one [[rates]].")
        return ()
    table.finish()
    if problems:
        return ()
    rows = [
        Table({**shared, **row}, _place(number, {**shared, **row}), problems)
        for number, row in enumerate(data["rates"], 1)
    ]
    rates = tuple(_read_rate(row) for row in rows)
    if not problems:
        problems += _overlaps(rates)
    return rates


def _place(number: int, row: dict[str, Any]) -> str:
    named = row.get("subdivision") or row.get("country") or ""
    return f"rates {number} ({named})" if named else f"rates {number}"


def _read_rate(row: Table) -> TaxRate:
    country = row.text("country")
    if country in _OFTEN_MISTAKEN:
        hint = _OFTEN_MISTAKEN[country]
        row.problem("country", f'"{country}" is not an ISO code; write "{hint}".')
    elif country and not _COUNTRY.fullmatch(country):
        row.problem("country", f'"{country}" is not an ISO 3166-1 code such as DE.')
    subdivision = row.text("subdivision") if row.has("subdivision") else ""
    if subdivision and not (
        _SUBDIVISION.fullmatch(subdivision) and subdivision.startswith(f"{country}-")
    ):
        row.problem(
            "subdivision", f'"{subdivision}" is not an ISO 3166-2 code of {country}, as in US-CA.'
        )
    category = row.text("category")
    if category and not _CATEGORY.fullmatch(category):
        row.problem("category", f'"{category}" may hold small letters, digits and _ only.')
    registration = row.choice("registration", ["country", "subdivision"], "country")
    if registration == "subdivision" and not subdivision:
        row.problem("registration", "needs a subdivision to be registered with.")
    code = row.choice("code", _CODES, "S")
    rate_ppm = _read_percent(row, code)
    valid_from, valid_until = row.day("valid_from"), row.optional_day("valid_until")
    if valid_until and valid_until < valid_from:
        row.problem("valid_until", "lies before valid_from.")
    rate = TaxRate(
        country=country,
        subdivision=subdivision,
        category=category,
        name=row.text("name"),
        rate_ppm=rate_ppm,
        code=cast(Any, code),
        registration=cast(Any, registration),
        valid_from=valid_from,
        valid_until=valid_until,
        source=row.text("source"),
        verified_on=row.day("verified_on"),
        confidence=cast(Any, row.choice("confidence", CONFIDENCES)),
    )
    row.finish()
    return rate


def _read_percent(row: Table, code: str) -> int:
    percent = row.text("percent")
    found = _PERCENT.fullmatch(percent)
    if found is None:
        if percent:
            row.problem(
                "percent", f'"{percent}" is not a rate below 100 in quotes, such as "25.5".'
            )
        return 0
    ppm = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    if (ppm == 0) == (code == "S"):
        row.problem("code", 'is S where a tax is charged, and Z, E or O where percent is "0".')
    return ppm


def _overlaps(rates: Iterable[TaxRate]) -> list[str]:
    ordered = sorted(rates, key=lambda rate: (*_tax(rate), rate.valid_from))
    return [
        f"rates ({former.jurisdiction}, {former.name}): the row from {later.valid_from} begins"
        f" before the row from {former.valid_from} ends."
        for former, later in pairwise(ordered)
        if _tax(former) == _tax(later) and (former.valid_until or date.max) >= later.valid_from
    ]


def _tax(rate: TaxRate) -> tuple[str, str, str, str]:
    return rate.country, rate.subdivision, rate.category, rate.name
