"""The product's side of the sandbox: PaymentGateway over HTTP, honest about what is not known."""

import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from fairwell.domain.payments import GatewayAnswer, GatewayObject
from fairwell.gateways.payments.interface import (
    GatewayRejected,
    GatewayUnknown,
    GatewayUnreachable,
)
from fairwell.gateways.payments.sandbox.answers import (
    answer,
    body_of,
    named,
    objects,
    readable,
)

CONNECT_TIMEOUT_S: Final = 3.0
NEVER_SENT: Final = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class SandboxGateway:
    """Talks to the sandbox at `url`; `timeout_s` is how long an answer may take.

    It never repeats a request by itself. Threads may share it.
    """

    def __init__(self, url: str, *, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._local = threading.local()

    def charge(
        self,
        *,
        method_ref: str,
        amount_minor: int,
        currency: str,
        order_ref: str,
        idempotency_key: str,
        at: datetime,
    ) -> GatewayAnswer:
        """See PaymentGateway."""
        body = {
            "method_ref": method_ref,
            "amount_minor": amount_minor,
            "currency": currency,
            "order_ref": order_ref,
        }
        return self._move("/v1/charges", body, idempotency_key, at)

    def refund(
        self,
        *,
        payment_ref: str,
        amount_minor: int,
        currency: str,
        idempotency_key: str,
        at: datetime,
    ) -> GatewayAnswer:
        """See PaymentGateway."""
        body = {"payment_ref": payment_ref, "amount_minor": amount_minor, "currency": currency}
        return self._move("/v1/refunds", body, idempotency_key, at)

    def find_charge(
        self, *, idempotency_key: str, gateway_ref: str | None, order_ref: str, at: datetime
    ) -> GatewayAnswer | None:
        """See PaymentGateway."""
        wanted = {"order_ref": order_ref}
        return self._find("/v1/charges", gateway_ref, wanted, idempotency_key, at)

    def find_refund(
        self, *, idempotency_key: str, gateway_ref: str | None, payment_ref: str, at: datetime
    ) -> GatewayAnswer | None:
        """See PaymentGateway."""
        wanted = {"payment_ref": payment_ref}
        return self._find("/v1/refunds", gateway_ref, wanted, idempotency_key, at)

    def list_objects(
        self, *, since: datetime, until: datetime | None = None, at: datetime
    ) -> Iterator[GatewayObject]:
        """See PaymentGateway."""
        wanted = {"since": since.isoformat()}
        if until is not None:
            wanted["until"] = until.isoformat()
        while True:
            page = self._ask("/v1/objects", wanted, at)
            yield from readable(objects, page)
            if not page.get("after"):
                return
            wanted["after"] = str(page["after"])

    def _move(
        self, path: str, body: Mapping[str, Any], idempotency_key: str, at: datetime
    ) -> GatewayAnswer:
        named = {**body, "metadata": {"attempt": idempotency_key}}
        headers = {"Idempotency-Key": idempotency_key}
        return readable(answer, self._send("POST", path, at, headers=headers, json=named))

    def _find(
        self,
        path: str,
        gateway_ref: str | None,
        wanted: Mapping[str, str],
        idempotency_key: str,
        at: datetime,
    ) -> GatewayAnswer | None:
        if gateway_ref:
            return readable(answer, self._ask(f"{path}/{quote(gateway_ref, safe='')}", {}, at))
        listed = self._ask(path, wanted, at)
        ours = [found for key, found in readable(named, listed) if key == idempotency_key]
        # Should there be two, the one that moved money is the truth; the list shows the other.
        moved = [found for found in ours if found.outcome in {"succeeded", "pending"}]
        return next(iter(moved or ours), None)

    def _ask(self, path: str, wanted: Mapping[str, str], at: datetime) -> Mapping[str, Any]:
        try:
            return self._send("GET", path, at, params=wanted)
        except GatewayUnreachable as error:
            raise GatewayUnknown(
                f"The payment gateway at {self._url} could not be asked what became of this."
                " That proves nothing: ask again later."
            ) from error

    def _send(
        self,
        method: str,
        path: str,
        at: datetime,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Mapping[str, Any]:
        try:
            response = self._session().request(
                method,
                self._url + path,
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
        return body_of(response)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # a proxy of the environment would blur what was sent
        return session

    def _no_answer(self, error: requests.RequestException) -> Exception:
        if _never_connected(error):
            return GatewayUnreachable(
                f"The payment gateway at {self._url} cannot be reached, so nothing was sent."
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


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
