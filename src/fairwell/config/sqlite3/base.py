"""A database backend whose transactions stand in line before they take the file's lock.

Instants are read in one step, as all are stored in UTC, and a statement's marks are turned into
SQLite's once: for rows by the thousand, Django's ways cost several times as much.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX, SQLiteCursorWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as Wrapper
from django.db.backends.sqlite3.operations import DatabaseOperations as Operations

from fairwell.config.sqlite3.line import FileLine, Line, MemoryLine


def _read_instant(stored: bytes) -> datetime:
    return datetime.fromisoformat(stored.decode()).replace(tzinfo=UTC)


# Django's own converter of the same name leaves them without a zone.
sqlite3.register_converter("datetime", _read_instant)


class DatabaseOperations(Operations):
    """Django's, for instants that may already be aware."""

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """What a column of a table holds has been read already; what SQL worked out has not."""
        if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
            return value
        return super().convert_datetimefield_value(value, expression, connection)


class Cursor(SQLiteCursorWrapper):
    """Django's cursor, with a memory for statements."""

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """The statement with SQLite's placeholders."""
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        return _with_question_marks(query)


@lru_cache(maxsize=512)
def _with_question_marks(query: str) -> str:
    return str(FORMAT_QMARK_REGEX.sub("?", query)).replace("%%", "%")


class DatabaseWrapper(Wrapper):
    """Django's SQLite, with one line of writers for each file."""

    ops_class = DatabaseOperations

    transaction_mode: str | None
    _line: Line | None = None
    _entered = False

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor of ours; SQLite knows no named ones."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        # A deferred transaction only reads: it waits for nobody.
        if not self._entered and self.transaction_mode == "IMMEDIATE":
            if self._line is None:
                name = str(self.settings_dict["NAME"])
                self._line = MemoryLine(name) if self.is_in_memory_db() else FileLine(name)
            self._line.enter()
            self._entered = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> Any:
        result = super()._commit()  # type: ignore[misc]
        self._leave()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave()
            if self._line is not None:
                line, self._line = self._line, None
                line.close()

    def _leave(self) -> None:
        if self._entered and self._line is not None:
            self._entered = False
            self._line.leave()
