"""Child processes of one command: started together, stopped together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import Self

GRACE_S = 15


class Children:
    """Runs several `fairwell` verbs as processes of their own, as a context manager."""

    def __init__(
        self, verbs: Sequence[Sequence[str]], environment: dict[str, str] | None = None
    ) -> None:
        self._verbs = verbs
        self._environment = {**os.environ, **(environment or {})}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        for verb in self._verbs:
            self.start(*verb)
        return self

    def start(self, *verb: str) -> None:
        """Run one more beside them."""
        self._running[verb[0]] = subprocess.Popen(  # noqa: S603 - our own command, fixed words
            [sys.executable, "-m", "fairwell.management", *verb],
            env=self._environment,
            start_new_session=True,  # Ctrl-C reaches us alone; we tell the children in order
        )

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def wait(self) -> str | None:
        """Wait until told to stop (None) or until a child dies (its verb)."""
        while not self._stop.wait(0.2):
            for verb, child in self._running.items():
                if child.poll() is not None:
                    return verb
        return None

    def __exit__(self, *error: object) -> None:
        for child in self._running.values():
            if child.poll() is None:
                child.terminate()
        for child in self._running.values():
            try:
                child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
