"""A database backend whose transactions wait for each other in memory before they wait on the file.

SQLite's own busy handler sleeps and looks again, so under several writing threads some starve for
seconds. A lock in front of BEGIN IMMEDIATE hands the file on as soon as it is free.
"""

import threading
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as Wrapper

_LINES: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(Wrapper):
    """Django's SQLite, with one line of writers per file and process."""

    transaction_mode: str | None
    _held: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        # A deferred transaction only reads: it waits for nobody.
        if self._held is None and self.transaction_mode == "IMMEDIATE":
            line = _LINES[str(self.settings_dict["NAME"])]
            line.acquire()
            self._held = line
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

    def _leave(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            held.release()
