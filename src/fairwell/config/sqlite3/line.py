"""The line in front of a database file: its writers, of all processes, are served in turn.

SQLite's own busy handler sleeps and looks again, so a writer with short deeds starves for seconds
beside one that commits and begins anew at once, as a billing run does.
"""

import fcntl
import os
import threading
from typing import Protocol


class Line(Protocol):
    """One place in the line; a connection has one of its own."""

    def enter(self) -> None:
        """Wait until nobody else writes."""

    def leave(self) -> None:
        """Let the next one write."""

    def close(self) -> None:
        """Give the place up; also leaves."""


class FileLine:
    """A line over two locked files beside the database; the system unlocks what a killed one held.

    Whoever is next holds the turn while it waits for the line itself. So one that leaves and comes
    back at once finds the turn taken, and waits until the other has had its own.
    """

    def __init__(self, database: str) -> None:
        flags = os.O_RDWR | os.O_CREAT
        self._turn = os.open(f"{database}-turn", flags, 0o600)
        self._line = os.open(f"{database}-line", flags, 0o600)

    def enter(self) -> None:
        """Wait until nobody else writes."""
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._line, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def leave(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._line, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the place up; also leaves."""
        os.close(self._turn)
        os.close(self._line)


_LOCKS: dict[str, threading.Lock] = {}


class MemoryLine:
    """A line of threads, for databases in memory, which other processes don't see."""

    def __init__(self, database: str) -> None:
        self._lock = _LOCKS.setdefault(database, threading.Lock())
        self._held = False

    def enter(self) -> None:
        """Wait until nobody else writes."""
        self._lock.acquire()
        self._held = True

    def leave(self) -> None:
        """Let the next one write."""
        if self._held:
            self._held = False
            self._lock.release()

    def close(self) -> None:
        """Give the place up; also leaves."""
        self.leave()
