"""The countries of the world, by their names in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale

# CLDR's territories that nobody lives in as a country: groups, tests, and parts of others.
_NO_COUNTRIES = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """ISO 3166-1 codes with names, sorted by name with accents left aside."""
    names = Locale.parse(language, sep="-").territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda pair: _plain(pair[1])))


def _plain(name: str) -> str:
    """Ägypten stands among the A, Österreich among the O (DIN 5007-1), Åland as well."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
