"""Places that packs name together: "EU" stands for its member states."""

import re
from typing import Final

from fairwell.domain.policy.tables import Table

# Member states since 2020-02-01 (Treaty on European Union, art. 52).
_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU_MEMBERS: Final = frozenset(_EU.split())
_OFTEN_MISTAKEN: Final = {"UK": "GB", "EL": "GR"}


def read_countries(table: Table, key: str) -> frozenset[str]:
    """ISO 3166-1 codes under a key, with EU spelled out as its members."""
    countries: set[str] = set()
    for code in table.words(key):
        if code == "EU":
            countries |= EU_MEMBERS
        elif code in _OFTEN_MISTAKEN:
            table.problem(key, f'"{code}" is not an ISO code; write "{_OFTEN_MISTAKEN[code]}".')
        elif re.fullmatch(r"[A-Z]{2}", code):
            countries.add(code)
        else:
            table.problem(key, f'"{code}" is not an ISO 3166-1 code such as DE.')
    return frozenset(countries)


def read_subdivisions(table: Table, key: str) -> frozenset[str]:
    """ISO 3166-2 codes under a key, such as US-CA."""
    for code in table.words(key):
        if not re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code):
            table.problem(key, f'"{code}" is not an ISO 3166-2 code such as US-CA.')
    return frozenset(table.words(key))
