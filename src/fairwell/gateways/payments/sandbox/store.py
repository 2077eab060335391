"""The sandbox bank's SQLite file: what it keeps, and one transaction at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (          -- every charge and refund, declined ones too
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    kind         TEXT NOT NULL CHECK (kind IN ('charge', 'refund')),
    ref          TEXT NOT NULL UNIQUE,
    payment_ref  TEXT NOT NULL,
    order_ref    TEXT NOT NULL DEFAULT '',
    method_ref   TEXT NOT NULL DEFAULT '',
    attempt      TEXT NOT NULL DEFAULT '',    -- metadata: the caller's own name for its attempt
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    outcome      TEXT NOT NULL CHECK (outcome IN ('succeeded', 'pending', 'failed', 'declined')),
    failure_code TEXT NOT NULL DEFAULT '',
    settles_at   TEXT,                        -- a pending one only
    settles_as   TEXT NOT NULL DEFAULT '',    -- failure code it will end with, '' for success
    card         TEXT NOT NULL DEFAULT 'open' CHECK (card IN ('open', 'closed', 'closes_later')),
    created_at   TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_payment ON objects (payment_ref, kind);
CREATE INDEX IF NOT EXISTS objects_order ON objects (order_ref, kind);
CREATE INDEX IF NOT EXISTS objects_method ON objects (method_ref) WHERE kind = 'charge';
CREATE INDEX IF NOT EXISTS objects_pending ON objects (settles_at) WHERE outcome = 'pending';
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, operation TEXT NOT NULL, arguments TEXT NOT NULL,
    answer TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS keys_at ON keys (at);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL, subject TEXT,
    fault TEXT NOT NULL, times INTEGER NOT NULL CHECK (times > 0)
);
CREATE TABLE IF NOT EXISTS draws (subject TEXT PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS card_setups (      -- visits to the bank's own page
    ref          TEXT PRIMARY KEY,
    customer_ref TEXT NOT NULL,
    return_url   TEXT NOT NULL,
    language     TEXT NOT NULL,
    state        TEXT NOT NULL DEFAULT 'open'
                 CHECK (state IN ('open', 'done', 'expired', 'cancelled')),
    card         TEXT NOT NULL DEFAULT '',    -- which test card was chosen
    method_ref   TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS disputes (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    ref          TEXT NOT NULL UNIQUE,
    payment_ref  TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency     TEXT NOT NULL,
    reason       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (
                 state IN ('early_warning', 'needs_response', 'under_review', 'won', 'lost')),
    respond_by   TEXT,
    summary      TEXT NOT NULL DEFAULT '',    -- the evidence
    pdf          BLOB,
    opened_at    TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS disputes_payment ON disputes (payment_ref);
CREATE INDEX IF NOT EXISTS disputes_updated ON disputes (updated_at);
CREATE TABLE IF NOT EXISTS payout_moves (     -- what disputes take from and give to the payout
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    dispute_ref  TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('taken', 'given_back')),
    amount_minor INTEGER NOT NULL,            -- below zero when taken
    currency     TEXT NOT NULL,
    at           TEXT NOT NULL
);
"""


class Rejection(Exception):  # noqa: N818 - the bank's word for it
    """The bank refuses the request itself and does nothing; `status` is the HTTP one."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status = status
        self.code = code
        self.message = message
        super().__init__(message)


def instant(at: datetime) -> str:
    """`at` as UTC text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Store:
    """One file, one connection, one transaction at a time.

    A lock in the process hands the connection round: SQLite's own busy handler would let one of
    many waiting threads starve. What is committed survives kill -9.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, alone: reads inside see no other writer."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._db.rollback()  # harmless where SQLite has rolled back by itself
                raise

    def close(self) -> None:
        """Wait for the transaction at work, then let go of the file."""
        with self._lock:
            self._db.close()
