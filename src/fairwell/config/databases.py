"""Database settings for the two supported engines, with the options that keep the books safe."""

from pathlib import Path
from typing import Any

import dj_database_url

# IMMEDIATE: a transaction takes the write lock when it begins, so "locked, re-read, decided"
# holds on SQLite too. recursive_triggers: INSERT OR REPLACE must not by-pass append-only triggers.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;"
    ),
}


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's settings for one database URL; an empty one means SQLite in `data_dir`."""
    url = url or f"sqlite:///{(data_dir / 'fairwell.sqlite3').absolute()}"
    settings: dict[str, Any] = {**dj_database_url.parse(url)}
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["ENGINE"] = "fairwell.config.sqlite3"
        settings["OPTIONS"] = SQLITE_OPTIONS | (settings.get("OPTIONS") or {})
        settings["CONN_MAX_AGE"] = None
    else:
        # One pool for each process: threads come and go, connections should not.
        settings["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 16}} | (
            settings.get("OPTIONS") or {}
        )
        settings["CONN_MAX_AGE"] = 0
    return settings
