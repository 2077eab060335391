"""Databases of the benchmark's own: made, copied so that every way starts alike, and dropped."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

from django.db import connection, connections

from benchmarks.bare import BarePostgres, BareSqlite, Opened


class Ground(Protocol):
    """One kind of database; `name` is a short word of ours for one of its databases."""

    kind: str

    def url(self, name: str) -> str:
        """The URL by which the product's settings reach it."""

    def version(self) -> str:
        """What is measured, with the settings that make its commits durable."""

    def create(self, name: str) -> None:
        """Make an empty database."""

    def copy(self, source: str, target: str) -> None:
        """Make `target` a copy of `source`, to the last byte and the last sequence."""

    def settle(self, name: str) -> None:
        """Do what the server does by itself soon after a large import."""

    def bare(self, name: str, *, like_django: bool = False) -> Opened:
        """A connection of the driver alone; `like_django` sends statements as Django does."""

    def place(self, name: str) -> str:
        """What Django's settings call it."""

    def drop_all(self) -> None:
        """Remove every database that was made."""


class SqliteGround:
    """Files in a directory."""

    kind = "SQLite"

    def __init__(self, home: Path) -> None:
        self._home = home

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def version(self) -> str:
        with self.bare("version") as bare:
            (mode,), (synchronous,) = (
                bare.run(f"PRAGMA {name}", ())[0] for name in ("journal_mode", "synchronous")
            )
        levels = ("OFF", "NORMAL", "FULL", "EXTRA")
        return (
            f"SQLite {sqlite3.sqlite_version}, journal_mode={mode}, "
            f"synchronous={levels[synchronous]}"
        )

    def create(self, name: str) -> None:
        self._path(name).touch()

    def copy(self, source: str, target: str) -> None:
        self._forget(target)
        with (
            closing(sqlite3.connect(self._path(source))) as old,
            closing(sqlite3.connect(self._path(target))) as new,
        ):
            old.backup(new)

    def settle(self, name: str) -> None:
        del name  # SQLite does nothing by itself

    def bare(self, name: str, *, like_django: bool = False) -> Opened:
        del like_django  # sqlite3 knows one way only
        return Opened(lambda: BareSqlite(self._path(name)))

    def place(self, name: str) -> str:
        return str(self._path(name))

    def drop_all(self) -> None:
        for path in self._home.glob("bench-*.sqlite3*"):
            path.unlink()

    def _path(self, name: str) -> Path:
        return self._home / f"bench-{name}.sqlite3"

    def _forget(self, name: str) -> None:
        for path in self._home.glob(f"{self._path(name).name}*"):
            path.unlink()


class PostgresGround:
    """Databases on a server, named so that two runs never meet."""

    kind = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self._url = url
        self._prefix = f"fairwell_bench_{uuid.uuid4().hex[:10]}"
        self._made: set[str] = set()

    def url(self, name: str) -> str:
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{self.place(name)}"))

    def version(self) -> str:
        with self._admin() as bare:
            ((version,),) = bare.run("SHOW server_version", ())
            shown = [
                f"{name}={bare.run(f'SHOW {name}', ())[0][0]}"
                for name in ("fsync", "synchronous_commit", "shared_buffers")
            ]
        return f"PostgreSQL {version}, {', '.join(shown)}"

    def create(self, name: str) -> None:
        self._do(f'CREATE DATABASE "{self.place(name)}"')
        self._made.add(name)

    def copy(self, source: str, target: str) -> None:
        self._drop(target)
        self._do(f'CREATE DATABASE "{self.place(target)}" TEMPLATE "{self.place(source)}"')
        self._made.add(target)

    def settle(self, name: str) -> None:
        with self.bare(name) as bare:
            bare.run("VACUUM ANALYZE", ())

    def bare(self, name: str, *, like_django: bool = False) -> Opened:
        return Opened(lambda: BarePostgres(self.url(name), like_django=like_django))

    def place(self, name: str) -> str:
        return f"{self._prefix}_{name}"

    def drop_all(self) -> None:
        for name in sorted(self._made):
            self._drop(name)
        self._made.clear()

    def _drop(self, name: str) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{self.place(name)}" WITH (FORCE)')

    def _do(self, sql: str) -> None:
        with self._admin() as bare:
            bare.run(sql, ())

    def _admin(self) -> Opened:
        return Opened(lambda: BarePostgres(self._url))


def use(ground: Ground, name: str) -> None:
    """Point Django at that database, from the next query on."""
    leave()
    connections.settings["default"]["NAME"] = ground.place(name)


def leave() -> None:
    """Close all that Django holds open, so that the database can be copied or dropped."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def fresh(ground: Ground, source: str, name: str = "work") -> Iterator[str]:
    """Django on a copy of `source` that nobody else sees; yields its name."""
    leave()
    ground.copy(source, name)
    use(ground, name)
    try:
        yield name
    finally:
        leave()
