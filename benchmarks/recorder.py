"""Write down the statements that Django really sends, and do them again without Django."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Replayed:
    """One deed done again: its seconds, and the key that each of its inserts was given."""

    seconds: float
    keys: tuple[tuple[str, Any], ...]


def replay(bare: Bare, statements: Iterable[Statement]) -> Replayed:
    """Run a deed's writes, and nothing else, in one transaction; timed from BEGIN to COMMIT."""
    writes = [(each.sql, each.parameters) for each in statements if each.writes]
    started = time.perf_counter()
    bare.begin()
    answers = [bare.run(sql, parameters) for sql, parameters in writes]
    bare.commit()
    seconds = time.perf_counter() - started
    inserts = [each for each in statements if each.writes]
    keys = tuple(
        (each.table, answer[0][0])
        for each, answer in zip(inserts, answers, strict=True)
        if each.verb == "INSERT" and answer
    )
    return Replayed(seconds, keys)


def replay_elsewhere(
    bare: Bare,
    statements: Sequence[Statement],
    recorded: Sequence[tuple[str, Any]],
    references: References,
) -> float:
    """The same where others insert at the same time, so that rows get other keys than recorded.

    `recorded` are the keys that the deed's inserts were given. Whatever refers to one of them is
    made to refer to its new key. Returns the seconds, with what that costs in Python.
    """
    given = iter(recorded)
    new: dict[tuple[str, Any], Any] = {}
    writes = [(each, _referring(each, references)) for each in statements if each.writes]
    started = time.perf_counter()
    bare.begin()
    for each, refers in writes:
        parameters = [
            new.get((refers[place], value), value) if place in refers else value
            for place, value in enumerate(each.parameters)
        ]
        answer = bare.run(each.sql, parameters)
        if each.verb == "INSERT" and answer:
            new[next(given)] = answer[0][0]
    bare.commit()
    return time.perf_counter() - started


def _referring(statement: Statement, references: References) -> dict[int, str]:
    """Which parameters of an insert of one row are keys of which tables."""
    found = _INSERTED.match(statement.sql)
    if found is None or found[2].replace(" ", "") != ",".join(["%s"] * len(statement.parameters)):
        return {}
    columns = [column.strip(' "') for column in found[1].split(",")]
    named = ((place, references.get((statement.table, c))) for place, c in enumerate(columns))
    return {place: table for place, table in named if table}
