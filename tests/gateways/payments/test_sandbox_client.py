"""What the client makes of gateways that are absent, rude, or not gateways at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.choose import UnknownProviderError, payment_gateway
from fairwell.gateways.payments.interface import (
    GatewayBusy,
    GatewayRejected,
    GatewayUnknown,
    GatewayUnreachable,
    PaymentGateway,
)
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.running import SandboxServer

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Refund = Callable[..., GatewayAnswer]
GOOD = (
    '{"ref": "re_1", "outcome": "succeeded", "failure_code": "", "hard": false,'
    ' "message": "", "expected_on": null}'
)


@contextmanager
def stranger(said: bytes) -> Iterator[str]:
    """A server that says `said` to whoever connects first, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def http(status: str, body: str, *, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n\r\n{body}".encode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_nobody_there_means_provably_not_sent(pay_back: Refund) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(GatewayUnreachable) as caught:
        pay_back(SandboxGateway(url, timeout_s=5))
    assert str(caught.value) == (
        f"The payment gateway at {url} cannot be reached, so nothing was sent."
        " Check that it is running and that its address is right."
    )


def test_nobody_there_to_ask_proves_nothing() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(GatewayUnknown) as caught:
        SandboxGateway(url, timeout_s=5).find_refund(
            idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_ana", at=NOON
        )
    assert str(caught.value) == (
        f"The payment gateway at {url} could not be asked what became of this."
        " That proves nothing: ask again later."
    )


def test_a_door_that_never_opens_means_not_sent(pay_back: Refund) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(4)]  # fill the queue; nobody is let in
        for caller in waiting:
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        gateway = SandboxGateway(f"http://127.0.0.1:{listener.getsockname()[1]}", timeout_s=0.3)
        with pytest.raises(GatewayUnreachable, match="nothing was sent"):
            pay_back(gateway)
        for caller in waiting:
            caller.close()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (http("502 Bad Gateway", "<html>"), "answered HTTP 502, which says nothing certain"),
        (http("503 Busy", '{"error": {"code": "busy"}}'), "answered HTTP 503, which says nothing"),
        (http("404 Not Found", "<html>"), "answered HTTP 404, which says nothing certain"),
        (http("404 Not Found", '{"detail": "?"}'), "answered HTTP 404, which says nothing"),
        (http("429 Slow down", "<html>"), "answered HTTP 429, which says nothing certain"),
        (http("302 Found", "{}"), "answered HTTP 302, which says nothing certain"),
        (http("200 OK", "done!"), "answered HTTP 200, which says nothing certain"),
        (http("200 OK", "[]"), "answered HTTP 200, which says nothing certain"),
        (http("200 OK", "{}"), "answer cannot be understood"),
        (http("200 OK", GOOD.replace("succeeded", "maybe")), "answer cannot be understood"),
        (http("200 OK", GOOD, length=500), "connection to the payment gateway was lost"),
        (b"", "connection to the payment gateway was lost before its answer came"),
        (b"SSH-2.0-OpenSSH\r\n", "connection to the payment gateway was lost"),
    ],
)
def test_what_is_no_clear_answer_leaves_the_outcome_unknown(
    pay_back: Refund, said: bytes, text: str
) -> None:
    with stranger(said) as url, pytest.raises(GatewayUnknown, match=text) as caught:
        pay_back(SandboxGateway(url, timeout_s=5))
    assert str(caught.value).endswith("ask before sending again.")


def test_a_clear_answer_is_read(pay_back: Refund) -> None:
    with stranger(http("200 OK", GOOD)) as url:
        answer = pay_back(SandboxGateway(url, timeout_s=5))
    assert answer == GatewayAnswer(outcome="succeeded", gateway_ref="re_1")


def test_a_clear_no_is_a_rejection(pay_back: Refund) -> None:
    no = '{"error": {"code": "payment_disputed", "message": "Payment is disputed."}}'
    with stranger(http("400 Bad Request", no)) as url, pytest.raises(GatewayRejected) as caught:
        pay_back(SandboxGateway(url, timeout_s=5))
    assert (caught.value.code, str(caught.value)) == ("payment_disputed", "Payment is disputed.")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("999999", 3600),
        ("Sun, 22 Nov 2026 12:00:00 GMT", 1),
        ("-5", 1),
        ("", 1),
    ],
)
def test_the_gateway_says_how_long_it_is_busy(pay_back: Refund, said: str, seconds: float) -> None:
    body = '{"error": {"code": "rate_limited", "message": "Too many requests."}}'
    answer = http("429 Too Many Requests", body).replace(
        b"\r\n\r\n", f"\r\nRetry-After: {said}\r\n\r\n".encode()
    )
    with stranger(answer) as url, pytest.raises(GatewayBusy) as caught:
        pay_back(SandboxGateway(url, timeout_s=5))
    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize(
    ("url", "key"), [("127.0.0.1:80", "refund-1"), ("http://127.0.0.1:1", "two\nlines")]
)
def test_a_request_that_cannot_be_written_is_our_mistake(
    pay_back: Refund, url: str, key: str
) -> None:
    with pytest.raises(GatewayRejected, match="could not be written down as HTTP") as caught:
        pay_back(SandboxGateway(url, timeout_s=1), idempotency_key=key)
    assert caught.value.code == "request_invalid"


def test_a_gateway_is_chosen_by_name(bank: SandboxServer, pay_back: Refund) -> None:
    gateway: PaymentGateway = payment_gateway("sandbox", url=f"{bank.url}/", timeout_s=5)
    assert pay_back(gateway).outcome == "succeeded"


def test_a_name_nobody_answers_to_lists_those_that_do() -> None:
    with pytest.raises(UnknownProviderError) as caught:
        payment_gateway("piggybank", url="http://127.0.0.1:1", timeout_s=5)
    assert str(caught.value) == (
        "There is no payment gateway called 'piggybank'. Choose one of: sandbox."
    )
