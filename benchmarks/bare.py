"""Connections with nothing of Django's around them: what the floors are measured through."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from django.db.backends.sqlite3._functions import register

from fairwell.config.databases import SQLITE_OPTIONS

type Rows = Sequence[Sequence[Any]]


class Bare(Protocol):
    """A driver's connection that begins and commits only when told to."""

    def begin(self) -> None:
        """Begin a transaction that means to write."""

    def commit(self) -> None:
        """Commit it durably."""

    def run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """Run one statement with %s placeholders, and fetch all that it returns."""

    def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Write rows by the quickest way that the driver has."""

    def close(self) -> None:
        """Close it."""


class BareSqlite:
    """Python's sqlite3 with the product's own pragmas."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, isolation_level=None, timeout=SQLITE_OPTIONS["timeout"], check_same_thread=False
        )
        self._connection.executescript(SQLITE_OPTIONS["init_command"])
        self._connection.execute("PRAGMA foreign_keys=ON")
        # Statements of Django's that are sent again may call its functions.
        register(self._connection)

    def begin(self) -> None:
        self._connection.execute(f"BEGIN {SQLITE_OPTIONS['transaction_mode']}")

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        return self._connection.execute(_question_marks(sql), parameters).fetchall()

    def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        names, marks = _quoted(columns), ", ".join("?" for _ in columns)
        self._connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)

    def close(self) -> None:
        self._connection.close()


class BarePostgres:
    """psycopg; by default it prepares what it runs often, which is quicker than Django's way."""

    def __init__(self, url: str, *, like_django: bool = False) -> None:
        # Only where PostgreSQL is measured.
        import psycopg  # noqa: PLC0415
        from psycopg.types.string import TextLoader  # noqa: PLC0415

        cursors: dict[str, Any] = {"cursor_factory": psycopg.ClientCursor} if like_django else {}
        self._connection = psycopg.connect(url, autocommit=True, **cursors)
        # JSON stays text: bare rows are carried, not understood.
        self._connection.adapters.register_loader("jsonb", TextLoader)

    def begin(self) -> None:
        self._connection.execute("BEGIN")

    def commit(self) -> None:
        self._connection.execute("COMMIT")

    def run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        cursor = self._connection.execute(sql.encode(), parameters)
        return cursor.fetchall() if cursor.description else []

    def load(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        copy = f'COPY "{table}" ({_quoted(columns)}) FROM STDIN'
        with self._connection.cursor() as cursor, cursor.copy(copy.encode()) as target:
            for row in rows:
                target.write_row(row)

    def close(self) -> None:
        self._connection.close()


class Opened:
    """A bare connection for a `with` block."""

    def __init__(self, connect: Callable[[], Bare]) -> None:
        self._bare = connect()

    def __enter__(self) -> Bare:
        return self._bare

    def __exit__(self, *_: object) -> None:
        self._bare.close()


def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
