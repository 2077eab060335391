"""A make-believe VIES behind real HTTP: it knows a few traders and breaks on demand.

Numbers it was not told of are invalid. It knows no real trader and must prove nothing to anybody.
"""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self

# What VIES may say instead of an answer (its technical information page).
VIES_CODES: Final = (
    "INVALID_INPUT",
    "INVALID_REQUESTER_INFO",
    "SERVICE_UNAVAILABLE",
    "MS_UNAVAILABLE",
    "TIMEOUT",
    "VAT_BLOCKED",
    "IP_BLOCKED",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
)
WIRE_FAULTS: Final = ("silence", "drop", "error_500", "malformed", "truncated", "another_number")
_PATH: Final = "/check-vat-number"
_MAX_BODY_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Trader:
    """Who a number belongs to; `---` where the member state keeps it to itself."""

    name: str = "---"
    address: str = "---"


class ViesSimulator:
    """VIES on a thread between `start` and `stop`, on this machine only; port 0 takes a free one.

    `traders` by full number, such as DE123456788. `hold_s` is the longest a silence is kept up.
    """

    def __init__(
        self, traders: Mapping[str, Trader], *, port: int = 0, hold_s: float = 120
    ) -> None:
        self._traders = dict(traders)
        self._port = port
        self._hold_s = hold_s
        self._faults: deque[str] = deque()
        self._lock = threading.Lock()
        self._server: _Door | None = None
        self._thread: threading.Thread | None = None
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        """Where it answers; only while it runs."""
        if self._server is None:
            raise RuntimeError("The VIES simulator is not running: start it first.")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def order_fault(self, fault: str, *, times: int = 1) -> None:
        """Let one of WIRE_FAULTS or VIES_CODES meet the next requests."""
        if fault not in (*WIRE_FAULTS, *VIES_CODES):
            known = ", ".join((*WIRE_FAULTS, *VIES_CODES))
            raise ValueError(f"{fault!r} is not a fault. Choose one of: {known}.")
        with self._lock:
            self._faults.extend([fault] * times)

    def start(self) -> Self:
        """Listen; when this returns, requests are answered."""
        self._server = _Door(("127.0.0.1", self._port), self, self._hold_s)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="vies-simulator", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Break off silences, finish what is being said, and go."""
        if self._server is None or self._thread is None:
            return
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def take_fault(self) -> str:
        """The fault ordered first, used up; "" for none."""
        with self._lock:
            return self._faults.popleft() if self._faults else ""

    def reply(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What VIES says to a request of the right shape."""
        with self._lock:
            self.asked.append(dict(asked))
            count = len(self.asked)
        country, number = str(asked.get("countryCode", "")), str(asked.get("vatNumber", ""))
        if not country or not number:
            return refusal("INVALID_INPUT")
        trader = self._traders.get(country + number)
        proven = "requesterMemberStateCode" in asked and trader is not None
        return {
            "countryCode": country,
            "vatNumber": number,
            "requestDate": "2026-11-22T12:00:00.000Z",
            "valid": trader is not None,
            "requestIdentifier": f"WAPIAAAA{count:08d}" if proven else "",
            "name": trader.name if trader else "---",
            "address": trader.address if trader else "---",
        }


def refusal(code: str) -> dict[str, Any]:
    """The way VIES wraps a code; it comes with HTTP 200."""
    return {"actionSucceed": False, "errorWrappers": [{"error": code}]}


class _Door(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for what is being said
    block_on_close = True

    def __init__(self, address: tuple[str, int], vies: ViesSimulator, hold_s: float) -> None:
        self.vies = vies
        self.hold_s = hold_s
        self.stopping = threading.Event()
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Door
    timeout = 5

    def do_POST(self) -> None:
        """One question."""
        size = self.headers.get("Content-Length", "0")
        if self.path != _PATH or not size.isdecimal() or int(size) > _MAX_BODY_BYTES:
            self._send(404, b'{"timestamp": "", "status": 404}')
            return
        try:
            asked = json.loads(self.rfile.read(int(size)))
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            self._send(400, json.dumps(refusal("INVALID_INPUT")).encode())
            return
        fault = self.server.vies.take_fault()
        said = refusal(fault) if fault in VIES_CODES else self.server.vies.reply(asked)
        if fault == "another_number":
            said["vatNumber"] = said["vatNumber"][::-1] + "0"
        self._say(fault, json.dumps(said).encode())

    def _say(self, fault: str, content: bytes) -> None:
        if fault == "silence":
            self.server.stopping.wait(self.server.hold_s)
        elif fault == "error_500":
            self._send(500, b"<html>Internal error</html>")
        elif fault == "malformed":
            self._send(200, content[:-1])
        elif fault == "truncated":
            self._send(200, content, length=len(content) + 10)
        elif fault != "drop":
            self._send(200, content)

    def _send(self, status: int, content: bytes, *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Stay silent: the tests look at `asked`."""
