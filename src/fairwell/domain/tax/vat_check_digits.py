"""Check digits of VAT numbers, from the member states' public rules: is a number possible at all?

Each check takes the national part, already of the right form. Where a kind of number has no known
check (Czech and Latvian persons, French keys with letters, British departments) it passes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

_NIF_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_IE_LETTERS: Final = "WABCDEFGHIJKLMNOPQRSTUV"
_CY_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)


def _weighted(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _luhn(number: str) -> bool:
    plain = sum(int(digit) for digit in number[-1::-2])
    doubled = sum(int(digit) * 2 // 10 + int(digit) * 2 % 10 for digit in number[-2::-2])
    return (plain + doubled) % 10 == 0


def _iso_7064_mod_11_10(number: str) -> bool:
    rest = 10
    for digit in number[:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (rest + int(number[-1])) % 10 == 1


def _eleven(weights: Iterable[int], *, ten: int | None) -> Callable[[str], bool]:
    """11 − (weighted sum mod 11) is the last digit; 11 counts as 0, and 10 as `ten` (None: never).

    Many states have it, with their own weights.
    """
    fixed = tuple(weights)

    def check(number: str) -> bool:
        wanted = (11 - _weighted(number[:-1], fixed) % 11) % 11
        return (ten if wanted == 10 else wanted) == int(number[-1])

    return check


def _austria(number: str) -> bool:
    digits = number[1:]
    doubled = sum(int(d) // 5 + int(d) * 2 % 10 for d in digits[1:6:2])
    plain = sum(int(d) for d in digits[0:7:2])
    return (10 - (doubled + plain + 4) % 10) % 10 == int(digits[7])


def _belgium(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _bulgaria(number: str) -> bool:
    last = int(number[-1])
    if len(number) == 9:
        first = _weighted(number, range(1, 9)) % 11
        second = _weighted(number, range(3, 11)) % 11
        return last == (first if first < 10 else second % 10)
    citizen = _weighted(number, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    foreigner = _weighted(number, (21, 19, 17, 13, 11, 9, 7, 3, 1)) % 10
    return last in (citizen, foreigner) or _bulgaria_other(number)


_bulgaria_other = _eleven((4, 3, 2, 7, 6, 5, 4, 3, 2), ten=None)


def _cyprus(number: str) -> bool:
    odd = sum(_CY_ODD[int(d)] for d in number[0:8:2])
    even = sum(int(d) for d in number[1:8:2])
    return chr(ord("A") + (odd + even) % 26) == number[8]


def _czechia(number: str) -> bool:
    if len(number) == 10:  # persons born since 1954; a rest of 10 was once written as 0
        rest = int(number[:9]) % 11
        return int(number) % 11 == 0 or (rest == 10 and number[9] == "0")
    if len(number) == 8:
        rest = 11 - _weighted(number, range(8, 1, -1)) % 11
        return number[0] != "9" and rest % 10 == int(number[7])
    if number[0] == "6":
        rest = 11 - _weighted(number[1:], range(8, 1, -1)) % 11
        return 9 - rest % 10 == int(number[8])
    return True


def _spain(number: str) -> bool:
    first, middle, last = number[0], number[1:8], number[8]
    if first.isdigit():
        return _NIF_LETTERS[int(number[:8]) % 23] == last
    if first in "XYZ":
        return _NIF_LETTERS[int(f"{'XYZ'.index(first)}{middle}") % 23] == last
    if first in "KLM":
        return last in (_NIF_LETTERS[int(middle) % 23], "JABCDEFGHI"[_spanish_digit(middle)])
    digit = _spanish_digit(middle)
    if first in "NPQRSW":
        return last == "JABCDEFGHI"[digit]
    if first in "ABEH":
        return last == str(digit)
    return first in "CDFGJUV" and last in (str(digit), "JABCDEFGHI"[digit])


def _spanish_digit(middle: str) -> int:
    doubled = sum(int(d) * 2 // 10 + int(d) * 2 % 10 for d in middle[0::2])
    return (10 - (doubled + sum(int(d) for d in middle[1::2])) % 10) % 10


def _france(number: str) -> bool:
    key, siren = number[:2], number[2:]
    return not key.isdigit() or int(key) == (12 + 3 * (int(siren) % 97)) % 97


def _greece(number: str) -> bool:
    return _weighted(number[:8], (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(number[8])


def _ireland(number: str) -> bool:
    if not number[1].isdigit():  # the old way: the second place holds a letter
        number = f"0{number[2:7]}{number[0]}{number[7]}"
    second = _IE_LETTERS.index(number[8]) if len(number) == 9 else 0
    return _IE_LETTERS[(_weighted(number[:7], range(8, 1, -1)) + 9 * second) % 23] == number[7]


def _lithuania(number: str) -> bool:
    body = number[:-1]
    first = _weighted(body, [place % 9 + 1 for place in range(len(body))]) % 11
    second = _weighted(body, [(place + 2) % 9 + 1 for place in range(len(body))]) % 11
    return (first if first < 10 else second % 10) == int(number[-1])


def _latvia(number: str) -> bool:
    return number[0] < "4" or _weighted(number, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


def _netherlands(number: str) -> bool:
    """The citizens' number of nine digits or, since 2020, ISO 7064 mod 97-10 over NL and all."""
    spelt = "".join(str({"+": 36, "*": 37}.get(sign) or int(sign, 36)) for sign in f"NL{number}")
    if int(spelt) % 97 == 1:
        return True
    digits = number[:9]
    if not digits.isdigit() or number[9] != "B":
        return False
    return _weighted(digits[:8], range(9, 1, -1)) % 11 == int(digits[8])


def _romania(number: str) -> bool:
    total = _weighted(number[:-1].rjust(9, "0"), (7, 5, 3, 2, 1, 7, 5, 3, 2))
    return total * 10 % 11 % 10 == int(number[-1])


def _northern_ireland(number: str) -> bool:
    if not number.isdigit():
        return True
    total = _weighted(number[:7], range(8, 1, -1)) + int(number[7:9])
    return total % 97 == 0 or (total + 55) % 97 == 0


CHECKS: Final[Mapping[str, Callable[[str], bool]]] = {
    "AT": _austria,
    "BE": _belgium,
    "BG": _bulgaria,
    "CY": _cyprus,
    "CZ": _czechia,
    "DE": _iso_7064_mod_11_10,
    "DK": lambda number: _weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
    "EE": lambda number: _weighted(number, (3, 7, 1, 3, 7, 1, 3, 7, 1)) % 10 == 0,
    "EL": _greece,
    "ES": _spain,
    "FI": _eleven((7, 9, 10, 5, 8, 4, 2), ten=None),
    "FR": _france,
    "HR": _iso_7064_mod_11_10,
    "HU": lambda number: _weighted(number, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0,
    "IE": _ireland,
    "IT": _luhn,
    "LT": _lithuania,
    "LU": lambda number: int(number[:6]) % 89 == int(number[6:]),
    "LV": _latvia,
    "MT": lambda number: (_weighted(number, (3, 4, 6, 7, 8, 9, 10, 1))) % 37 == 0,
    "NL": _netherlands,
    "PL": lambda number: _weighted(number, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9]),
    "PT": _eleven(range(9, 1, -1), ten=0),
    "RO": _romania,
    "SE": lambda number: _luhn(number[:10]),
    "SI": _eleven(range(8, 1, -1), ten=0),
    "SK": lambda number: int(number) % 11 == 0,
    "XI": _northern_ireland,
}
