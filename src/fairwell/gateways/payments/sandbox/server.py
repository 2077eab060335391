"""The sandbox's HTTP door, where time-outs, cut connections and server errors are real ones."""

import ipaddress
import json
import logging
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fairwell.gateways.payments.sandbox.ledger import Ledger
from fairwell.gateways.payments.sandbox.routes import Reply, Request, operation_of, reply_to

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 32 * 1024 * 1024
BROKEN = Reply(
    500, {"error": {"code": "bank_error", "message": "The bank had an error. It may be done."}}
)
TOO_LARGE = Reply(
    413, {"error": {"code": "too_large", "message": "Send at most 32 MiB in one request."}}
)
NOT_JSON = Reply(400, {"error": {"code": "not_json", "message": "The body must be a JSON object."}})


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


class Door(ThreadingHTTPServer):
    """Listens; one thread for each connection. `hold_s`: the longest a time-out is kept up."""

    daemon_threads = False  # so that closing waits for what is being done
    request_queue_size = 128

    def __init__(self, ledger: Ledger, host: str, port: int, *, hold_s: float = 120) -> None:
        self.ledger = ledger
        self.hold_s = hold_s
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        """Where it answers, with the port it really got."""
        host, port = self.server_address[:2]
        name = host.decode() if isinstance(host, bytes | bytearray) else str(host)
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"

    def server_bind(self) -> None:
        """Bind without the reverse name look-up that the standard library would make."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def stop(self) -> None:
        """Take no more requests, finish those at work, close the ledger."""
        self.stopping.set()
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                _shut(connection, socket.SHUT_RD)  # a waiting reader sees the end
        self.server_close()
        self.ledger.close()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """One connection's life, remembered so that `stop` can end it."""
        with self._open_lock:
            self._open.add(request)
            if self.stopping.is_set():
                _shut(request, socket.SHUT_RD)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._open_lock:
                self._open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hung up is the daily bread of a bank that simulates it: no stack trace."""
        log.debug("connection from %s ended", client_address, exc_info=True)


class Handler(BaseHTTPRequestHandler):
    """One connection; requests may follow each other on it."""

    server: Door
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Ask."""
        self._serve()

    def do_POST(self) -> None:
        """Move money, or set the stage."""
        self._serve()

    def _serve(self) -> None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(TOO_LARGE)
            return
        raw = self.rfile.read(int(size))
        if len(raw) < int(size):
            self.close_connection = True  # cut off mid-sentence: nothing was asked
            return
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            body = None
        if not isinstance(body, dict):
            self._send(NOT_JSON)
            return
        target = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=tuple(unquote(part) for part in target.path.strip("/").split("/")),
            query=dict(parse_qsl(target.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
        )
        self._answer(request)

    def _answer(self, request: Request) -> None:
        try:
            disturbed = operation_of(request)
            fault = self.server.ledger.take_wire_fault(*disturbed) if disturbed else ""
            if fault in {"timeout_before", "late"}:
                self._hold()
            done = not fault.endswith("_before")
            reply = reply_to(self.server.ledger, request) if done else BROKEN
        except Exception:
            log.exception("the payment sandbox failed at %s", self.path)
            self._send(BROKEN)
            return
        if fault == "timeout_after":
            self._hold()
        if fault.startswith("error"):
            self._send(BROKEN)
        elif fault:
            self._hang_up()
        else:
            self._send(reply)

    def _hold(self) -> None:
        """Say nothing until the caller hangs up (or the server stops, or `hold_s` is over)."""
        deadline = time.monotonic() + self.server.hold_s
        self.connection.settimeout(0.05)
        while not self.server.stopping.is_set() and time.monotonic() < deadline:
            try:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
            self.server.stopping.wait(0.05)
        self.connection.settimeout(self.timeout)

    def _hang_up(self) -> None:
        self.close_connection = True
        _shut(self.connection, socket.SHUT_RDWR)

    def _send(self, reply: Reply) -> None:
        content = json.dumps(reply.body).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        if reply.repeated:
            self.send_header("Idempotent-Replayed", "true")
        if self.server.stopping.is_set() or self.close_connection:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Requests go to the log, not to standard error."""
        log.debug(format, *args)


def _shut(connection: socket.socket, how: int) -> None:
    try:
        connection.shutdown(how)
    except OSError:
        log.debug("the caller had hung up already")
