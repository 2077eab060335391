"""A database of its own for a test that must really commit: a migrated copy, or empty."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


@contextmanager
def own_database(directory: Path, *, empty: bool = False) -> Iterator[str]:
    """Point Django at a fresh copy of the migrated test database, or at one without any table.

    Yields its URL.
    """
    settings = connections.settings["default"]
    template = settings["NAME"]
    connection.close()
    copy = _copy_sqlite if connection.vendor == "sqlite" else _copy_postgres
    with copy(None if empty else str(template), directory) as (name, url):
        settings["NAME"] = name
        try:
            yield url
        finally:
            connections.close_all()
            settings["NAME"] = template


@contextmanager
def _copy_sqlite(template: str | None, directory: Path) -> Iterator[tuple[str, str]]:
    path = directory / "own.sqlite3"
    if template is not None:
        with sqlite3.connect(template) as source, sqlite3.connect(path) as target:
            source.backup(target)
        source.close()
        target.close()
    yield str(path), f"sqlite:///{path}"


@contextmanager
def _copy_postgres(template: str | None, directory: Path) -> Iterator[tuple[str, str]]:
    import psycopg  # only where PostgreSQL is tested

    settings = connections.settings["default"]
    where = {"host": settings["HOST"] or "127.0.0.1", "port": settings["PORT"] or 5432}
    who = {"user": settings["USER"], "password": settings["PASSWORD"] or None}
    name = f"fairwell_own_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(dbname="postgres", autocommit=True, **where, **who) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        try:
            password = f":{who['password']}" if who["password"] else ""
            yield name, f"postgres://{who['user']}{password}@{where['host']}:{where['port']}/{name}"
        finally:
            connections.close_all()
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
