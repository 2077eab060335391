"""VAT numbers of the European Union: how they are written, and whether one can exist."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fairwell.domain.tax.vat_check_digits import CHECKS

# VIES, "VAT number construction rules"; Belgium's first 1 since 2023, Ireland's last letter since
# 2013.
_FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    prefix: re.compile(form, re.ASCII)
    for prefix, form in {
        "AT": r"U\d{8}",
        "BE": r"[01]\d{9}",
        "BG": r"\d{9,10}",
        "CY": r"(?!12)[0-59]\d{7}[A-Z]",
        "CZ": r"\d{8,10}",
        "DE": r"[1-9]\d{8}",
        "DK": r"[1-9]\d{7}",
        "EE": r"10\d{7}",
        "EL": r"\d{9}",
        "ES": r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]",
        "FI": r"\d{8}",
        "FR": r"[0-9A-HJ-NP-Z]{2}\d{9}",
        "HR": r"\d{11}",
        "HU": r"\d{8}",
        "IE": r"\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]",
        "IT": r"\d{11}",
        "LT": r"\d{7}1\d|\d{10}1\d",
        "LU": r"\d{8}",
        "LV": r"\d{11}",
        "MT": r"[1-9]\d{7}",
        "NL": r"[A-Z0-9+*]{10}\d{2}",
        "PL": r"\d{10}",
        "PT": r"[1-9]\d{8}",
        "RO": r"[1-9]\d{1,9}",
        "SE": r"\d{10}(?!00)\d{2}",
        "SI": r"[1-9]\d{7}",
        "SK": r"[1-9]\d[2-47-9]\d{7}",
        "XI": r"\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2}",
    }.items()
}
_PREFIX_OF: Final = {"GR": "EL"}
_BETWEEN: Final = re.compile(r"[\s.\-/_,:\u2010-\u2014]+")


class VatNumberError(ValueError):
    """A text that is no VAT number; `code` is country_unknown, form or check_digit."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class VatNumber:
    """A number that can exist: VIES prefix (EL for Greece, XI for Northern Ireland) and the rest.

    Whether it was ever given to anybody, only a register can say.
    """

    prefix: str
    national: str

    def __str__(self) -> str:
        return self.prefix + self.national

    @property
    def country(self) -> str:
        """The ISO 3166-1 code: GR for EL, GB for XI."""
        return {"EL": "GR", "XI": "GB"}.get(self.prefix, self.prefix)


def parse_vat_number(text: str, *, country: str = "") -> VatNumber:
    """The number in `text`: ("DE 123.456.788") → DE123456788; VatNumberError with a way out.

    `country` (ISO 3166-1) is that of the buyer: it stands in for a missing prefix, and a number of
    another country is refused, as it proves nothing about a buyer in this one.
    """
    written = _BETWEEN.sub("", text).upper()
    prefix = _PREFIX_OF.get(written[:2], written[:2])
    national = written[2:]
    ours = _PREFIX_OF.get(country, country)
    if prefix not in _FORMS and ours in _FORMS:
        prefix, national = ours, written
    if prefix not in _FORMS:
        raise VatNumberError(
            "country_unknown",
            f'"{text}" does not begin with the code of an EU member state, such as DE or EL.',
        )
    if country and VatNumber(prefix, national).country != country:
        raise VatNumberError(
            "country_unknown", f'"{text}" is a number of {prefix}, but the buyer is in {country}.'
        )
    if not _FORMS[prefix].fullmatch(national):
        raise VatNumberError(
            "form",
            f'"{text}" is not written like a VAT number of {prefix}; check for typing slips.',
        )
    if not CHECKS[prefix](national):
        raise VatNumberError(
            "check_digit", f'"{text}" cannot exist: its check digit is wrong. Is a digit mistyped?'
        )
    return VatNumber(prefix, national)
