"""Rows by the thousand: reserved ids, COPY on PostgreSQL, and one statement for many changes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

type Row = Sequence[Any]
type Model = type[models.Model]


# Up to so many rows one INSERT takes fewer round trips than a COPY.
FEW = 20
# Rows in one statement on SQLite: longer ones cost more to compile than they save.
BLOCK = 50


def reserve_ids(model: Model, count: int) -> list[int]:
    """`count` ascending primary keys that nobody else will get; gaps between them mean nothing."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The transaction is IMMEDIATE: no other writer can be between the two.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
                if found
                else "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)",
                [first + count - 1, table],
            )
            return list(range(first, first + count))
        cursor.execute(
            "SELECT nextval(s) FROM pg_get_serial_sequence(%s, 'id') s, generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def write_rows(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of the named columns (JSON as text, instants aware) without a round trip each.

    No default of the model is applied: columns that are left out must be nullable.
    """
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    if connection.vendor == "sqlite":
        _by_block(
            f"INSERT INTO {table} ({names}) VALUES %s",  # noqa: S608 - our own names
            model,
            columns,
            rows,
        )
        return
    if len(rows) <= FEW:
        marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {marks}",  # noqa: S608 - our own names
                [value for row in rows for value in row],
            )
        return
    command = f"COPY {table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def change_rows(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set the named columns of many rows at once; each row is (id, value of each column)."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = [connection.ops.quote_name(column) for column in columns]
    sets = ", ".join(f"{name} = v.{name}" for name in quoted)
    if connection.vendor == "sqlite":
        _by_block(
            f"WITH v(id, {', '.join(quoted)}) AS (VALUES %s)"  # noqa: S608 - our own names
            f" UPDATE {table} AS t SET {sets} FROM v WHERE t.id = v.id",
            model,
            ("id", *columns),
            rows,
        )
        return
    types = ["bigint", *(_type(model, column) for column in columns)]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {sets} FROM unnest({arrays}) "  # noqa: S608 - our own names
            f"AS v(id, {', '.join(quoted)}) WHERE t.id = v.id",
            [_array(values) for values in zip(*rows, strict=True)],
        )


def _by_block(statement: str, model: Model, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Run a statement on SQLite, with rows in the place of its `%s`, `BLOCK` at a time.

    Half the time of `executemany`, which steps through the statement anew for each row.
    """
    values, width = _as_stored(model, columns, rows), len(columns)
    with connection.cursor() as cursor:
        for first in range(0, len(rows), BLOCK):
            height = min(BLOCK, len(rows) - first)
            flat: list[Any] = [None] * (width * height)
            for place, column in enumerate(values):
                flat[place::width] = column[first : first + height]
            cursor.execute(_with_marks(statement, width, height), flat)


@lru_cache(maxsize=256)
def _with_marks(statement: str, width: int, height: int) -> str:
    """The same text each time, so that whoever keeps statements knows it again."""
    row = f"({', '.join(['%s'] * width)})"
    return statement % ", ".join([row] * height)


@cache
def _type(model: Model, column: str) -> str:
    """The bare SQL type of a column, as arrays of it are cast to."""
    field = _field(model, column)
    return str(
        field.rel_db_type(connection) if field.is_relation else field.cast_db_type(connection)
    )


@cache
def _field(model: Model, column: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _array(values: Iterable[Any]) -> str:
    """An array's literal; the driver would look at each element's type instead."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if isinstance(value, str):
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _as_stored(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> list[Sequence[Any]]:
    """The rows' columns, with instants and dates as SQLite keeps them."""
    values: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        field = _field(model, column)
        if isinstance(field, models.DateTimeField):
            values[place] = [_instant(instant) for instant in values[place]]
        elif isinstance(field, models.DateField):
            values[place] = [day and day.isoformat() for day in values[place]]
    return values


# The same few instants stand in most rows of a set.
@lru_cache(maxsize=8_192)
def _instant(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
