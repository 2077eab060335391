"""The demo's mail server: takes every letter over real SMTP, and keeps it for one's own eyes."""

import asyncio
import ipaddress
import logging
import signal
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller

from fairwell.gateways.mail.sink_inbox import Inbox, Stage


class NotLoopbackError(ValueError):
    """The sink would take mail from other machines."""


class MailSink:
    """A mail server on loopback that stores each message as `<utc-timestamp>-<n>.eml`.

    Port 0 takes a free one at the first start and keeps it. It can be stopped and started again;
    what was stored stays.
    """

    def __init__(self, directory: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        _check_loopback(host)
        self._host = host
        self._port = port
        self._inbox = Inbox(directory)
        self._controller: _Controller | None = None

    @property
    def port(self) -> int:
        """Where it listens; only known once it was started."""
        if self._port == 0:
            raise RuntimeError("The mail sink has no port yet: start it first.")
        return self._port

    def start(self) -> Self:
        """Listen; when this returns, mail is taken. OSError when the port is taken."""
        controller = _Controller(self._inbox, hostname=self._host, port=self._port)
        # aiosmtpd tells each step of each call; only what goes wrong is worth a line.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        controller.start()
        self._controller, self._port = controller, controller.port
        return self

    def stop(self) -> None:
        """Be unreachable; does nothing when it isn't running."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer_next(self, answer: str, *, times: int = 1, stage: Stage = "rcpt") -> None:
        """Refuse the next `times` messages with `answer`, "451 4.7.1 Try again later" or the like.

        At `rcpt` the address is refused, at `data` the whole message.
        """
        self._inbox.answer_next(answer, times=times, stage=stage)

    def files(self) -> list[Path]:
        """The stored messages, oldest first."""
        return self._inbox.files()

    def messages(self) -> list[EmailMessage]:
        """The stored messages, parsed, oldest first."""
        return [message_from_bytes(p.read_bytes(), policy=policy.default) for p in self.files()]


class _Controller(Controller):
    """aiosmtpd's thread, but with port 0 meaning any free one."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server), "it is triggered once it listens"
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def serve(
    directory: Path, host: str, port: int, *, on_ready: Callable[[int], None] | None = None
) -> None:
    """Be the sink until SIGTERM or SIGINT, in a process's main thread.

    `on_ready` is told the port once mail is taken. Raises NotLoopbackError for an address that
    other machines can reach, OSError when the port is taken.
    """
    enough = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: enough.set())
    with MailSink(directory, host=host, port=port) as sink:
        if on_ready is not None:
            on_ready(sink.port)
        enough.wait()


def _check_loopback(host: str) -> None:
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopbackError(
            f"The mail sink would take mail from other machines at {host!r}. Use 127.0.0.1."
        )
