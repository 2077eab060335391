"""The sandbox's HTTP door, where time-outs, cut connections and server errors are real ones."""

import json
import logging
import math
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fairwell.gateways.payments.sandbox.ledger import Ledger
from fairwell.gateways.payments.sandbox.request import Reply, Request
from fairwell.gateways.payments.sandbox.routes import operation_of, reply_to

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 32 * 1024 * 1024
BROKEN = Reply(
    500, {"error": {"code": "bank_error", "message": "The bank had an error. It may be done."}}
)
TOO_LARGE = Reply(
    413, {"error": {"code": "too_large", "message": "Send at most 32 MiB in one request."}}
)
TOO_MANY = {"error": {"code": "rate_limited", "message": "Too many requests. Nothing was done."}}
NOT_JSON = Reply(400, {"error": {"code": "not_json", "message": "The body must be a JSON object."}})


class Door(ThreadingHTTPServer):
    """Listens; one thread for each connection. `hold_s`: the longest a time-out is kept up.

    `public_url`: where browsers reach it; None for wherever the caller reached it.
    """

    daemon_threads = False  # so that closing waits for what is being done
    request_queue_size = 128

    def __init__(
        self,
        ledger: Ledger,
        host: str,
        port: int,
        *,
        hold_s: float = 120,
        public_url: str | None = None,
    ) -> None:
        self.ledger = ledger
        self.public_url = public_url
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
        """Move money, choose a card, or set the stage."""
        self._serve()

    def _serve(self) -> None:
        raw = self._read()
        if raw is None:
            return
        target = urlsplit(self.path)
        path = tuple(unquote(part) for part in target.path.strip("/").split("/"))
        body = _form(raw) if path[0] == "setups" else _json(raw)
        if body is None:
            self._send(NOT_JSON)
            return
        request = Request(
            method=self.command,
            path=path,
            query=dict(parse_qsl(target.query)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            site=self._site(),
        )
        self._answer(request)

    def _read(self) -> bytes | None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal() or int(size) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(TOO_LARGE)
            return None
        raw = self.rfile.read(int(size))
        if len(raw) < int(size):
            self.close_connection = True  # cut off mid-sentence: nothing was asked
            return None
        return raw

    def _site(self) -> str:
        host = self.headers.get("Host", "")
        named = f"http://{host}" if re.fullmatch(r"[\w.\-\[\]:]+", host) else self.server.url
        return (self.server.public_url or named).rstrip("/")

    def _answer(self, request: Request) -> None:
        try:
            fault, wait_s = self._trouble(request)
            if fault in {"timeout_before", "late"}:
                self._hold()
            done = not fault.endswith("_before") and fault != "busy"
            reply = reply_to(self.server.ledger, request) if done else BROKEN
        except Exception:
            log.exception("the payment sandbox failed at %s", self.path)
            self._send(BROKEN)
            return
        if fault == "timeout_after":
            self._hold()
        if fault == "busy":
            self._send(Reply(429, TOO_MANY, {"Retry-After": str(max(1, math.ceil(wait_s)))}))
        elif fault.startswith("error"):
            self._send(BROKEN)
        elif fault:
            self._hang_up()
        else:
            self._send(reply)

    def _trouble(self, request: Request) -> tuple[str, float]:
        disturbed = operation_of(request)
        if disturbed is None:
            return "", 0
        pace = self.server.ledger.pace
        wait_s = pace.claim() if pace else 0
        return ("busy", wait_s) if wait_s else (self.server.ledger.take_wire_fault(*disturbed), 0)

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
        content = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        for name, value in (headers | dict(reply.headers)).items():
            self.send_header(name, value)
        if self.server.stopping.is_set() or self.close_connection:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Requests go to the log, not to standard error."""
        log.debug(format, *args)


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(raw) if raw else {}
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _form(raw: bytes) -> dict[str, Any]:
    return dict(parse_qsl(raw.decode("utf-8", "replace")))


def _shut(connection: socket.socket, how: int) -> None:
    try:
        connection.shutdown(how)
    except OSError:
        log.debug("the caller had hung up already")
