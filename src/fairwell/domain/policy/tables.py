"""Reads a TOML table key by key, collecting every problem with its place and a likely spelling."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as ' Did you mean "opens"?', or nothing when no known word is near."""
    near = get_close_matches(word, list(known), n=1)
    return f' Did you mean "{near[0]}"?' if near else ""


class Table:
    """One table of a pack. Every key read is known; `finish` reports the keys nobody read.

    A wrong or missing value is noted in `problems` and a neutral one returned, so that one
    reading finds everything that is wrong.
    """

    def __init__(self, data: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._data = data
        self.where = where
        self.problems = problems
        self._known: set[str] = set()

    def problem(self, key: str, text: str) -> None:
        """Note what is wrong with a key of this table."""
        place = f"{self.where}, {key}" if self.where else key
        self.problems.append(f"{place}: {text}")

    def has(self, key: str) -> bool:
        """Whether the key was written; from then on it is a known key."""
        self._known.add(key)
        return key in self._data

    def raw(self, key: str) -> Any:
        """The value as written, or None."""
        return self._data[key] if self.has(key) else None

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._value(key, str, "a text in quotes", default)
        if value is not None and not value.strip():
            self.problem(key, "is empty; write something or leave the key out.")
        return value or ""

    def choice(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self._value(key, str, f"one of {', '.join(options)}", default)
        if value is None:
            return options[0]
        if value not in options:
            hint = did_you_mean(value, options)
            self.problem(key, f'"{value}" is not one of {", ".join(options)}.{hint}')
            return options[0]
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:  # noqa: FBT001
        """true or false."""
        return bool(self._value(key, bool, "true or false", default))

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`, required."""
        value = self._value(key, int, f"a whole number from {low} to {high}", None)
        if value is None:
            return low
        if isinstance(value, bool) or not low <= value <= high:
            self.problem(key, f"must be a whole number from {low} to {high}, not {value}.")
            return low
        return value

    def day(self, key: str) -> date:
        """A calendar date, required."""
        value = self.optional_day(key)
        if value is None and key not in self._data:
            self.problem(key, "is missing; give a date without quotes, such as 2026-11-21.")
        return value or date.min

    def optional_day(self, key: str) -> date | None:
        """A calendar date, or None where the key is not written."""
        value = self.raw(key)
        if value is not None and type(value) is not date:
            self.problem(key, "must be a date without quotes or time, such as 2026-11-21.")
            return None
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not written."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.problem(key, "must be a list of texts in quotes.")
            return ()
        return tuple(value)

    def table(self, key: str, *, required: bool = False) -> "Table":
        """The table under a key; an empty one where it is not written."""
        value = self._value(key, dict, "a table", None if required else {})
        return Table(value or {}, f"{self.where}, {key}" if self.where else key, self.problems)

    def tables(self, key: str) -> list["Table"]:
        """The list of tables under a key, placed by number: `when 1`, `when 2`."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.problem(key, "must be a list of tables.")
            return []
        place = f"{self.where}, {key}" if self.where else key
        return [Table(item, f"{place} {n}", self.problems) for n, item in enumerate(value, 1)]

    def keys(self) -> tuple[str, ...]:
        """The keys as written, all known from now on: for tables whose keys are data."""
        self._known.update(self._data)
        return tuple(self._data)

    def finish(self) -> None:
        """Report every key that nothing has read."""
        for key in self._data:
            if key not in self._known:
                hint = did_you_mean(key, self._known)
                self.problem(key, f"is not a key that belongs here.{hint}")

    def _value[T](self, key: str, kind: type[T], wanted: str, default: T | None) -> T | None:
        if not self.has(key):
            if default is None:
                self.problem(key, f"is missing; give {wanted}.")
            return default
        value = self._data[key]
        if not isinstance(value, kind):
            self.problem(key, f"must be {wanted}.")
            return default
        return value
