"""HTTP to the sandbox for many threads at once: connections kept, and failures told apart."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from fairwell.gateways.payments.interface import (
    GatewayBusy,
    GatewayRejected,
    GatewayUnknown,
    GatewayUnreachable,
)
from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox.answers import body_of

CONNECT_TIMEOUT_S: Final = 3.0
MOST_IDLE: Final = 16
# Well below the server's own patience, so that no request meets a connection being closed.
LONGEST_IDLE_S: Final = 30.0
NEVER_SENT: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class Wire:
    """Requests to the sandbox at `url`, each at once and never twice; threads may share it.

    `requests` does not promise that threads can share a session, so each request borrows one; the
    connections lie in them. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float,
        pace: Pace | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._pace = pace
        self._clock = clock
        self._lock = threading.Lock()
        self._idle: deque[tuple[requests.Session, float]] = deque()

    def close(self) -> None:
        """Hang up what lies idle."""
        with self._lock:
            idle, self._idle = self._idle, deque()
        for session, _ in idle:
            session.close()

    def send(
        self,
        method: str,
        path: str,
        at: datetime,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        """One request and its answer's JSON; every GatewayError says what is certain then."""
        if self._pace:
            self._pace.take()
        try:
            with self._session() as session:
                response = session.request(
                    method,
                    self.url + path,
                    headers={"Fairwell-At": at.isoformat(), **(headers or {})},
                    params=params,
                    json=json,
                    timeout=(min(CONNECT_TIMEOUT_S, self._timeout_s), self._timeout_s),
                    allow_redirects=False,
                )
        except NEVER_SENT as error:
            raise GatewayRejected(
                "request_invalid", f"The request could not be written down as HTTP: {error}"
            ) from error
        except requests.RequestException as error:
            raise self._no_answer(error) from error
        try:
            return body_of(response)
        except GatewayBusy as busy:
            if self._pace:
                self._pace.hold_off(busy.retry_after_s)
            raise

    @contextmanager
    def _session(self) -> Iterator[requests.Session]:
        """A session that nobody else uses meanwhile: one that lay idle, or a new one."""
        session = self._idle_one() or _new_session()
        try:
            yield session
        except BaseException:
            session.close()
            raise
        with self._lock:
            self._idle.append((session, self._clock()))
            surplus = [self._idle.popleft()] if len(self._idle) > MOST_IDLE else []
        for old, _ in surplus:
            old.close()

    def _idle_one(self) -> requests.Session | None:
        with self._lock:
            fresh = self._clock() - LONGEST_IDLE_S
            stale = [session for session, since in self._idle if since < fresh]
            self._idle = deque(pair for pair in self._idle if pair[1] >= fresh)
            session = self._idle.pop()[0] if self._idle else None
        for old in stale:
            old.close()
        return session

    def _no_answer(self, error: requests.RequestException) -> Exception:
        if _never_connected(error):
            return GatewayUnreachable(
                f"The payment gateway at {self.url} cannot be reached, so nothing was sent."
                " Check that it is running and that its address is right."
            )
        if isinstance(error, requests.Timeout):
            return GatewayUnknown(
                f"The payment gateway did not answer within {self._timeout_s:g} seconds."
                " It may or may not have done this: ask before sending again."
            )
        return GatewayUnknown(
            "The connection to the payment gateway was lost before its answer came."
            " It may or may not have done this: ask before sending again."
        )


def _new_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # a proxy of the environment would blur what was sent
    return session


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
