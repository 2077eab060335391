"""Read the cells of one row, collecting every problem of the row before it is given up."""

import re
from datetime import UTC, datetime
from typing import Final

from fairwell.domain.imports import RowProblem, Severity
from fairwell.domain.money import CURRENCIES, MoneyError, exponent, parse_major
from fairwell.domain.term import Term, TermError
from fairwell.gateways.exports.places import country_code, subdivision_code
from fairwell.gateways.exports.table import Row, masked

LONGEST_REFERENCE: Final = 120
LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z| ?UTC|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
_ONE_COMMA: Final = re.compile(r"-?[0-9]+,([0-9]+)", re.ASCII)
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)
_GROUPED_BY_POINTS: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{2}))?(?:[ ,;].*)?", re.ASCII)
_YES: Final = frozenset(("true", "yes", "1", "y"))
_NO: Final = frozenset(("false", "no", "0", "n"))


class Cells:
    """Typed access to a row; what is wrong goes to `problems` and an empty value comes back.

    A record may be built once `refused` is False: then every value that was asked for as
    required is real.
    """

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[RowProblem] = []

    @property
    def refused(self) -> bool:
        """Whether the row must not become a record."""
        return any(problem.severity != "warning" for problem in self.problems)

    def tell(self, field: str, message: str, severity: Severity = "error") -> None:
        """Note a problem with a field (or with the whole row, when `field` is "")."""
        column = self.row.title(field) if field else ""
        self.problems.append(RowProblem(self.row.file, self.row.line, column, message, severity))

    def text(self, field: str, *, longest: int = LONGEST_NAME, required: bool = False) -> str:
        """One line of text; line breaks and control characters become single blanks."""
        value = "".join(sign if sign.isprintable() else " " for sign in self.row[field])
        value = " ".join(value.split())
        if required and not value:
            self.tell(field, "The value is missing.")
        if len(value) > longest:
            self.tell(field, f"The value is longer than {longest} characters.")
        return value

    def reference(self, field: str, *, required: bool = True) -> str:
        """An identifier of the other system: no blanks, at most 120 characters."""
        value = self.text(field, longest=LONGEST_REFERENCE, required=required)
        if " " in value:
            self.tell(field, f"{shown(value)} is not an identifier: it has a blank in it.")
        return value

    def email(self, field: str) -> str:
        """A required address in lower case."""
        value = self.text(field, longest=LONGEST_EMAIL).lower()
        if not value:
            self.tell(field, "The e-mail address is missing; without it nobody can sign in.")
        elif not _EMAIL.fullmatch(value):
            self.tell(field, f"{shown(value)} is not an e-mail address.")
        return value

    def currency(self, field: str) -> str:
        """A required ISO 4217 code in capitals; "" when it is not one."""
        written = self.text(field, required=True)
        code = written.upper()
        if written and code not in CURRENCIES:
            self.tell(field, f"{shown(written)} is not a currency code; use ISO 4217, such as EUR.")
        return code if code in CURRENCIES else ""

    def amount(self, field: str, currency: str, *, required: bool = True) -> int:
        """Minor units, exactly; "" is 0 unless required. `currency` "" means already refused."""
        value = self.text(field, required=required)
        if not value or not currency:
            return 0
        try:
            return parse_major(plain_decimal(value, currency), currency)
        except MoneyError as refused:
            self.tell(field, masked(str(refused)))
            return 0

    def whole(self, field: str, *, default: int | None = None, least: int = 1) -> int:
        """A whole number of at least `least`, at most a million; `default` when empty."""
        value = self.text(field, required=default is None)
        if not value:
            return default or 0
        if not (value.isascii() and value.isdigit() and least <= int(value[:8]) <= 1_000_000):
            self.tell(field, f"{shown(value)} is not a whole number from {least} to 1000000.")
            return least
        return int(value[:8])

    def instant(self, field: str) -> datetime:
        """A required instant (see `instant_or_none`)."""
        if not self.row[field]:
            self.tell(field, "The date is missing.")
        return self.instant_or_none(field) or _EPOCH

    def instant_or_none(self, field: str) -> datetime | None:
        """Aware UTC from `2026-11-01 09:30`, with seconds, T or an offset; a bare date is 00:00."""
        value = self.row[field]
        if not value:
            return None
        if not _INSTANT.fullmatch(value):
            self.tell(field, f"{shown(value)} is not a date; write it like 2026-11-01 09:30 (UTC).")
            return None
        try:
            found = datetime.fromisoformat(value.replace(" UTC", "Z").replace("UTC", "Z"))
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            self.tell(field, f"There is no such day or time as {shown(value)}.")
            return None
        if not 1990 <= found.year < 2200:
            self.tell(field, f"The year of {shown(value)} can't be right.")
            return None
        return found

    def flag_or_none(self, field: str) -> bool | None:
        """True, False, or None where the cell is empty; true/false, yes/no, 1/0."""
        value = self.row[field].casefold()
        if value and value not in _YES | _NO:
            self.tell(field, f"{shown(value)} is neither true nor false.")
        return value in _YES if value in _YES | _NO else None

    def choice[Word: str](self, field: str, words: tuple[Word, ...], default: Word) -> Word:
        """One of `words` in any case; `default` when empty."""
        value = self.row[field].casefold().replace(" ", "_").replace("-", "_")
        if value and value not in words:
            self.tell(field, f"{shown(value)} is not one of {', '.join(words)}.")
        return value if value in words else default

    def term(self, field: str) -> str:
        """A required ISO 8601 term in its shortest spelling; "" when it is not one."""
        value = self.text(field, required=True)
        try:
            return str(Term.parse(value)) if value else ""
        except TermError as refused:
            self.tell(field, str(refused))
            return ""

    def country(self, field: str) -> str:
        """ISO 3166-1 code of a code or an English name; "" with a warning when there is none."""
        value = self.text(field)
        code = country_code(value)
        if not value:
            self.tell(field, "No country: rights that depend on it can't be decided.", "warning")
        elif not code:
            self.tell(field, f"{shown(value)} is not a country; use a code such as DE.", "warning")
        return code

    def subdivision(self, field: str, country: str) -> str:
        """ISO 3166-2 code such as US-CA; "" when unknown, with a warning for the United States."""
        value = self.text(field)
        code = subdivision_code(country, value)
        if value and not code and country == "US":
            self.tell(field, f"{shown(value)} is not a state; use a code such as CA.", "warning")
        return code

    def language(self, field: str) -> str | None:
        """The first language named, as `de` or `pt-BR`; None when empty or unreadable."""
        value = self.text(field)
        found = _LANGUAGE.fullmatch(value)
        if found is None:
            if value:
                self.tell(field, f"{shown(value)} is not a language; it was left out.", "warning")
            return None
        return found[1].lower() + (f"-{found[2].upper()}" if found[2] else "")


def plain_decimal(text: str, currency: str) -> str:
    """Undo grouping and a decimal comma where only one reading is possible; else `text` as it is.

    The other system writes amounts in the habit of whoever exports: 1234.5, "1,234.50", "225,00".
    """
    decimals = exponent(currency)
    comma = _ONE_COMMA.fullmatch(text)
    if comma and len(comma[1]) <= decimals and len(comma[1]) != 3:
        return text.replace(",", ".")
    if _GROUPED.fullmatch(text) and not (decimals == 3 and comma):
        return text.replace(",", "")
    if _GROUPED_BY_POINTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if decimals == 0 and text.endswith((".0", ".00")):
        return text.partition(".")[0]
    return text


def shown(value: str) -> str:
    """A value quoted for a message: short, printable, without long numbers."""
    clean = "".join(sign if sign.isprintable() else "�" for sign in masked(value))
    return f"“{clean[:40]}…”" if len(clean) > 40 else f"“{clean}”"
