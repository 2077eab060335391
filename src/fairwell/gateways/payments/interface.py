"""The contract between Fairwell and any payment gateway, so that providers can be swapped.

The caller writes an attempt down, calls, and records what it learnt:

- an answer                  → record the answer
- GatewayUnknown             → `Unknown`: ask with `find_*` later, never send again before
- GatewayUnreachable         → `NotDone`: may be sent again under the same key
- `find_*` returned None     → `NotDone`: may be sent again under the same key
- GatewayRejected            → our request is wrong; repeating it will not help

Always the same key for the same attempt: gateways forget keys (the sandbox, like the best known
of them, after 24 hours), but an ask matches by metadata and works for as long as the object lives.
A request still on its way when `find_*` says None is caught by the key, which is then still young.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from fairwell.domain.payments import GatewayAnswer, GatewayObject


class GatewayError(Exception):
    """The gateway gave no answer about the money; the subclass says what is certain."""


class GatewayUnknown(GatewayError):  # noqa: N818 - a state of knowledge, not an error's name
    """It may or may not have been done: time-out, lost connection, or a server error."""


class GatewayUnreachable(GatewayError):  # noqa: N818
    """Provably not sent: no connection was ever made."""


class GatewayRejected(GatewayError):  # noqa: N818
    """The gateway refused the request as wrong and did nothing; `code` names the reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class PaymentGateway(Protocol):
    """Amounts are minor units with an ISO 4217 currency; `at` is the product's clock, aware.

    `charge` and `refund` raise GatewayUnknown, GatewayUnreachable or GatewayRejected. The asking
    methods raise only GatewayUnknown or GatewayRejected: a gateway that cannot be asked proves
    nothing, so "unreachable" must not be mistaken there for "not done".
    """

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
        """Take money from a payment method; the answer's `gateway_ref` is the payment's name."""
        ...

    def refund(
        self,
        *,
        payment_ref: str,
        amount_minor: int,
        currency: str,
        idempotency_key: str,
        at: datetime,
    ) -> GatewayAnswer:
        """Pay back all or part of one captured payment."""
        ...

    def find_charge(
        self,
        *,
        idempotency_key: str,
        gateway_ref: str | None,
        order_ref: str,
        at: datetime,
    ) -> GatewayAnswer | None:
        """What became of a charge; None when the gateway has no trace of it."""
        ...

    def find_refund(
        self,
        *,
        idempotency_key: str,
        gateway_ref: str | None,
        payment_ref: str,
        at: datetime,
    ) -> GatewayAnswer | None:
        """What became of a refund; None when the gateway has no trace of it."""
        ...

    def list_objects(
        self, *, since: datetime, until: datetime | None = None, at: datetime
    ) -> Iterator[GatewayObject]:
        """Every charge and refund created in [since, until), oldest first, fetched page by page."""
        ...
