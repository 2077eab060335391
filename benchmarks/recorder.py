"""Write down the statements that Django really sends, and do them again without Django."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps

from benchmarks.bare import Bare

_VERB = re.compile(r"\s*(\w+)")
_TABLE = re.compile(r'(?:INTO|FROM|UPDATE)\s+"(\w+)"')
_INSERTED = re.compile(r'INSERT\s+INTO\s+"\w+"\s+\(([^)]*)\)\s+VALUES\s+\(([^)]*)\)', re.I)

type References = dict[tuple[str, str], str]
"""(table, column) → the table whose key that column holds."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent, and the seconds until its answer was there."""

    sql: str
    parameters: tuple[Any, ...]
    seconds: float

    @property
    def verb(self) -> str:
        """SELECT, INSERT, UPDATE, DELETE, BEGIN …"""
        found = _VERB.match(self.sql)
        return found[1].upper() if found else ""

    @property
    def table(self) -> str:
        """The table that it writes to or reads first; empty where there is none."""
        found = _TABLE.search(self.sql)
        return found[1] if found else ""

    @property
    def name(self) -> str:
        """Verb and noun: SELECT payment."""
        return f"{self.verb} {self.table.removeprefix('fairwell_')}".strip()

    @property
    def writes(self) -> bool:
        """Whether rows change by it."""
        return self.verb in ("INSERT", "UPDATE", "DELETE")

    @property
    def asks(self) -> bool:
        """Whether it reads or writes rows: BEGIN, SAVEPOINT and their like do neither."""
        return self.writes or self.verb == "SELECT"


@dataclass(slots=True)
class Recorder:
    """A wrapper for `connection.execute_wrapper` that keeps every statement."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: Any,
    ) -> Any:
        """Send it on, and keep it with the time it took."""
        started = time.perf_counter()
        answer = execute(sql, params, many, context)
        seconds = time.perf_counter() - started
        for each in params if many else [params]:
            self.statements.append(Statement(str(sql), tuple(each or ()), seconds))
            seconds = 0.0
        return answer

    def take(self) -> list[Statement]:
        """What was kept since the last taking."""
        taken, self.statements = self.statements, []
        return taken


type Keys = tuple[tuple[str, Any], ...]
"""Table and key of each row that a deed inserted, in order."""


def replay(bare: Bare, deed: Iterable[Statement]) -> Keys:
    """Run a deed's writes, and nothing else, in one transaction; returns the keys given."""
    keys = []
    bare.begin()
    for each in deed:
        if each.writes:
            answer = bare.run(each.sql, each.parameters)
            if each.verb == "INSERT" and answer:
                keys.append((each.table, answer[0][0]))
    bare.commit()
    return tuple(keys)


def replay_elsewhere(
    bare: Bare, deed: Iterable[Statement], recorded: Keys, references: References
) -> None:
    """The same where others insert at the same time, so that rows get other keys than recorded.

    `recorded` are the keys that the deed's inserts were given. Whatever refers to one of them is
    made to refer to its new key.
    """
    given = iter(recorded)
    new: dict[tuple[str, Any], Any] = {}
    bare.begin()
    for each in deed:
        if each.writes:
            refers = _referring(each.sql, each.table, references)
            parameters = [
                new.get((refers[place], value), value) if place in refers else value
                for place, value in enumerate(each.parameters)
            ]
            answer = bare.run(each.sql, parameters)
            if each.verb == "INSERT" and answer:
                new[next(given)] = answer[0][0]
    bare.commit()


def references_of_tables() -> References:
    """Which columns of our tables hold keys of which other tables."""
    return {
        (model._meta.db_table, field.column): field.related_model._meta.db_table
        for model in apps.get_app_config("fairwell").get_models()
        for field in model._meta.concrete_fields
        if field.column and isinstance(field.related_model, type)
    }


def _referring(sql: str, table: str, references: References) -> dict[int, str]:
    """Which parameters of an insert of one row are keys of which tables."""
    columns, marks = _columns_of(sql)
    if any(mark != "%s" for mark in marks):
        return {}
    named = ((place, references.get((table, column))) for place, column in enumerate(columns))
    return {place: table for place, table in named if table}


@cache
def _columns_of(sql: str) -> tuple[list[str], list[str]]:
    """The columns of an insert, and what stands for their values."""
    found = _INSERTED.match(sql)
    if found is None:
        return [], []
    columns, marks = (part.split(",") for part in found.groups())
    return [column.strip(' "') for column in columns], [mark.strip() for mark in marks]
