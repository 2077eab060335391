"""Amounts as whole minor units with an ISO 4217 currency, so that no money is ever a float."""

import re
from typing import Final


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ISO 4217 list one. CLDR's digits (and so babel's) differ from it for AFN, ALL, IQD and others,
# because they describe what is printed on shelves, not what a ledger keeps.
_NO_DECIMALS: Final = _codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")
_THREE_DECIMALS: Final = _codes("BHD IQD JOD KWD LYD OMR TND")
_TWO_DECIMALS: Final = _codes(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL "
    "MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN "
    "PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"
)
CURRENCIES: Final = _NO_DECIMALS | _TWO_DECIMALS | _THREE_DECIMALS

# 2**53 - 1: the largest integer that canonical JSON (RFC 8785) can carry exactly.
LARGEST_MINOR: Final = 9_007_199_254_740_991

_PLAIN_DECIMAL = re.compile(r"(-?)([0-9]{1,17})(?:\.([0-9]{1,9}))?", re.ASCII)


class MoneyError(ValueError):
    """An amount or a currency that cannot be taken; the text says why and what to write."""


def exponent(currency: str) -> int:
    """Decimals of a currency's minor unit (EUR 2, JPY 0, KWD 3); MoneyError if unknown."""
    if currency in _TWO_DECIMALS:
        return 2
    if currency in _NO_DECIMALS:
        return 0
    if currency in _THREE_DECIMALS:
        return 3
    raise MoneyError(f'"{currency}" is not a currency code we know; use ISO 4217, such as EUR.')


def half_up(numerator: int, denominator: int) -> int:
    """Divide and round to the nearest whole number, a half away from zero (−2.5 → −3)."""
    if denominator <= 0:
        raise ValueError(f"The denominator must be above zero, not {denominator}.")
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def parse_major(text: str, currency: str, *, allow_negative: bool = False) -> int:
    """Minor units of a plain decimal: ("120.00", "EUR") → 12000.

    MoneyError for anything but ASCII digits with at most one point, for more decimals than the
    currency has, and for a minus sign unless `allow_negative`.
    """
    decimals = exponent(currency)
    found = _PLAIN_DECIMAL.fullmatch(text)
    if found is None:
        raise MoneyError(f'"{text}" is not a plain amount; write it like 120.00, without grouping.')
    sign, whole, fraction = found[1], found[2], found[3] or ""
    if len(fraction) > decimals:
        raise MoneyError(f"{text} {currency} has too many decimals; {currency} has {decimals}.")
    minor = int(whole + fraction.ljust(decimals, "0"))
    if sign and not allow_negative:
        raise MoneyError(f"{text} {currency} is negative; give an amount of zero or more.")
    if minor > LARGEST_MINOR:
        raise MoneyError(f"{text} {currency} is larger than the books can hold.")
    return -minor if sign else minor


def to_major(minor: int, currency: str) -> str:
    """Plain decimal string of minor units: (12000, "EUR") → "120.00", (-5, "KWD") → "-0.005"."""
    decimals = exponent(currency)
    sign = "-" if minor < 0 else ""
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)
