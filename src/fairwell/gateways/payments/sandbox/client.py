"""The product's side of the sandbox: PaymentGateway over HTTP, honest about what is not known."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fairwell.domain.disputes import GatewayDispute
from fairwell.domain.payments import CardSetup, CardSetupAnswer, GatewayAnswer, GatewayObject
from fairwell.gateways.payments.interface import GatewayBusy, GatewayUnknown, GatewayUnreachable
from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox.answers import (
    answer,
    card_setup,
    card_setup_answer,
    dispute,
    disputes,
    named,
    objects,
    readable,
)
from fairwell.gateways.payments.sandbox.wire import Wire


class SandboxGateway:
    """Talks to the sandbox at `url`; `timeout_s` is how long an answer may take.

    It never repeats a request by itself. Any number of threads may share it; where there is a
    `pace`, they wait for their turn first, and keep the pauses that the sandbox asks for.
    """

    def __init__(self, url: str, *, timeout_s: float, pace: Pace | None = None) -> None:
        self._wire = Wire(url, timeout_s=timeout_s, pace=pace)

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
        return readable(answer, self._do("/v1/charges", body, idempotency_key, at))

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
        return readable(answer, self._do("/v1/refunds", body, idempotency_key, at))

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
        return self._pages("/v1/objects", wanted, objects, at)

    def start_card_setup(
        self,
        *,
        customer_ref: str,
        return_url: str,
        language: str,
        idempotency_key: str,
        at: datetime,
    ) -> CardSetup:
        """See PaymentGateway."""
        body = {"customer_ref": customer_ref, "return_url": return_url, "language": language}
        return readable(card_setup, self._do("/v1/card_setups", body, idempotency_key, at))

    def find_card_setup(self, *, ref: str, at: datetime) -> CardSetupAnswer:
        """See PaymentGateway."""
        return readable(
            card_setup_answer, self._ask(f"/v1/card_setups/{quote(ref, safe='')}", {}, at)
        )

    def list_disputes(self, *, since: datetime, at: datetime) -> Iterator[GatewayDispute]:
        """See PaymentGateway."""
        return self._pages("/v1/disputes", {"since": since.isoformat()}, disputes, at)

    def submit_evidence(
        self, *, dispute_ref: str, pdf: bytes, summary: str, idempotency_key: str, at: datetime
    ) -> GatewayDispute:
        """See PaymentGateway."""
        path = f"/v1/disputes/{quote(dispute_ref, safe='')}/evidence"
        body = {"pdf": b64encode(pdf).decode(), "summary": summary}
        return readable(dispute, self._do(path, body, idempotency_key, at))

    def concede_dispute(
        self, *, dispute_ref: str, idempotency_key: str, at: datetime
    ) -> GatewayDispute:
        """See PaymentGateway."""
        path = f"/v1/disputes/{quote(dispute_ref, safe='')}/concession"
        return readable(dispute, self._do(path, {}, idempotency_key, at))

    def close(self) -> None:
        """Hang up; calls at work are finished. It may be used again."""
        self._wire.close()

    def _do(
        self, path: str, body: Mapping[str, Any], idempotency_key: str, at: datetime
    ) -> Mapping[str, Any]:
        named = {**body, "metadata": {"attempt": idempotency_key}}
        headers = {"Idempotency-Key": idempotency_key}
        return self._wire.send("POST", path, at, headers=headers, json=named)

    def _pages[T](
        self,
        path: str,
        wanted: Mapping[str, str],
        read: Callable[[Mapping[str, Any]], list[T]],
        at: datetime,
    ) -> Iterator[T]:
        after: dict[str, str] = {}
        while True:
            page = self._ask(path, {**wanted, **after}, at)
            yield from readable(read, page)
            if not page.get("after"):
                return
            after = {"after": str(page["after"])}

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
            return self._wire.send("GET", path, at, params=wanted)
        except (GatewayUnreachable, GatewayBusy) as error:
            raise GatewayUnknown(
                f"The payment gateway at {self._wire.url} could not be asked what became of this."
                " That proves nothing: ask again later."
            ) from error
