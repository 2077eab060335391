"""Countries and states by code or English name, as other systems write them in addresses."""

from functools import cache
from typing import Final

from babel import Locale

_STATES: Final = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|"
    "DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|"
    "IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|"
    "MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|"
    "NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|"
    "NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|"
    "RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|"
    "VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|"
    "GU Guam|MP Northern Mariana Islands|PR Puerto Rico|VI Virgin Islands"
)
_US_CODES: Final = frozenset(state[:2] for state in _STATES.split("|"))
_US_BY_NAME: Final = {state[3:].casefold(): state[:2] for state in _STATES.split("|")}


@cache
def _countries() -> dict[str, str]:
    """Code by casefolded code and by casefolded English name (CLDR's territories)."""
    named = {
        code: name
        for code, name in Locale("en").territories.items()
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ")
    }
    known = {code.casefold(): code for code in named}
    known |= {name.casefold(): code for code, name in named.items()}
    return known | {"usa": "US", "uk": "GB", "united states of america": "US"}


def country_code(text: str) -> str:
    """ISO 3166-1 alpha-2 of a code or an English name, or ""."""
    return _countries().get(text.casefold(), "")


def subdivision_code(country: str, text: str) -> str:
    """ISO 3166-2 of a code ("CA", "US-CA") or a US state's name, or "" when it can't be told."""
    code = text.upper().removeprefix(f"{country}-")
    if country == "US":
        code = _US_BY_NAME.get(text.casefold(), code if code in _US_CODES else "")
    if not country or not (code.isascii() and code.isalnum() and len(code) <= 3):
        return ""
    return f"{country}-{code}"
