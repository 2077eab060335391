"""Starting and stopping the sandbox: in a thread for tests, or as a process of its own."""

import ipaddress
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from fairwell.gateways.payments.sandbox.chance import Rates
from fairwell.gateways.payments.sandbox.ledger import Ledger
from fairwell.gateways.payments.sandbox.server import Door

DEFAULT_SEED = "quillfort"


class NotLoopbackError(ValueError):
    """An address other machines could reach, without that having been asked for."""


def check_loopback(host: str) -> None:
    """Refuse addresses that leave this machine: anybody who gets in could make up payments."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopbackError(
            f"The payment sandbox would be open to other machines at {host!r}."
            " Use 127.0.0.1, or allow it with allow_remote=True."
        )


class SandboxServer:
    """A sandbox over the file `path`, answering on a thread between `start` and `stop`.

    Port 0 takes a free one. It may be started again after it was stopped; the file remembers.
    `public_url`: where browsers reach it; None for wherever the caller reached it.
    """

    def __init__(
        self,
        path: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: str = DEFAULT_SEED,
        rates: Rates | None = None,
        pending_days: int = 3,
        hold_s: float = 120,
        allow_remote: bool = False,
        public_url: str | None = None,
    ) -> None:
        if not allow_remote:
            check_loopback(host)
        self._path = path
        self._address = (host, port)
        self._seed = seed
        self._rates = rates
        self._pending_days = pending_days
        self._hold_s = hold_s
        self._public_url = public_url
        self._door: Door | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it answers; only while it runs."""
        if self._door is None:
            raise RuntimeError("The payment sandbox is not running: start it first.")
        return self._door.url

    def start(self) -> Self:
        """Listen; when this returns, requests are answered."""
        ledger = Ledger(
            self._path, seed=self._seed, rates=self._rates, pending_days=self._pending_days
        )
        try:
            self._door = Door(
                ledger, *self._address, hold_s=self._hold_s, public_url=self._public_url
            )
        except OSError:
            ledger.close()
            raise
        self._thread = threading.Thread(
            target=self._door.serve_forever, args=(0.05,), name="payment-sandbox", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Finish what is being done, then go; does nothing when it is not running."""
        if self._door is None or self._thread is None:
            return
        self._door.stop()
        self._thread.join()
        self._door = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def serve(
    path: Path,
    host: str,
    port: int,
    seed: str,
    *,
    rates: Rates | None = None,
    pending_days: int = 3,
    allow_remote: bool = False,
    public_url: str | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Be the sandbox until SIGTERM or SIGINT, in a process's main thread.

    `on_ready` is told the address once requests are answered. NotLoopbackError for an address that
    other machines can reach, unless `allow_remote`; OSError when the port is taken.
    """
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: enough.set())
    server = SandboxServer(
        path,
        host=host,
        port=port,
        seed=seed,
        rates=rates,
        pending_days=pending_days,
        allow_remote=allow_remote,
        public_url=public_url,
    )
    with server:
        if on_ready is not None:
            on_ready(server.url)
        enough.wait()
