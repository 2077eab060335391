"""The contract between Fairwell and any payment gateway, so that providers can be swapped.

The caller writes an attempt down, calls, and records what it learnt:

- an answer                  → record the answer
- GatewayUnknown             → `Unknown`: ask with `find_*` later, never send again before
- GatewayUnreachable         → `NotDone`: may be sent again under the same key
- GatewayBusy                → `NotDone`: the same, once its `retry_after_s` have passed
- `find_*` returned None     → `NotDone`: may be sent again under the same key
- GatewayRejected            → our request is wrong; repeating it will not help

Always the same key for the same attempt: gateways forget keys (the sandbox, like the best known
of them, after 24 hours), but an ask matches by metadata and works for as long as the object lives.
A request still on its way when `find_*` says None is caught by the key, which is then still young.

One gateway object serves a whole process: any number of threads may use it at once, and it keeps
its connections. Card setups and answers to disputes move no money by being repeated, so where the
outcome is unknown they are simply sent again under the same key.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from fairwell.domain.disputes import GatewayDispute
from fairwell.domain.payments import CardSetup, CardSetupAnswer, GatewayAnswer, GatewayObject


class GatewayError(Exception):
    """The gateway gave no answer about the money; the subclass says what is certain."""


class GatewayUnknown(GatewayError):  # noqa: N818 - a state of knowledge, not an error's name
    """It may or may not have been done: time-out, lost connection, or a server error."""


class GatewayUnreachable(GatewayError):  # noqa: N818
    """Provably not sent: no connection was ever made."""


class GatewayBusy(GatewayError):  # noqa: N818
    """Provably not done: too many requests; ask again in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: float, message: str) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class GatewayRejected(GatewayError):  # noqa: N818
    """The gateway refused the request as wrong and did nothing; `code` names the reason."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


class PaymentGateway(Protocol):
    """Amounts are minor units with an ISO 4217 currency; `at` is the product's clock, aware.

    What does something raises GatewayUnknown, GatewayUnreachable, GatewayBusy or GatewayRejected.
    What asks (`find_*`, `list_*`) raises only GatewayUnknown or GatewayRejected: a gateway that
    cannot be asked proves nothing, so "unreachable" and "busy" must not be mistaken there for "not
    done".
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

    def start_card_setup(
        self,
        *,
        customer_ref: str,
        return_url: str,
        language: str,
        idempotency_key: str,
        at: datetime,
    ) -> CardSetup:
        """Open a page at the gateway where somebody leaves a card, which we never see.

        `return_url` (absolute, http or https) is where the page sends them back to, with
        `setup=<ref>` in the query; that proves nothing, so ask with `find_card_setup`. `language`
        is a BCP 47 tag; the gateway takes its own where it does not speak it.
        """
        ...

    def find_card_setup(self, *, ref: str, at: datetime) -> CardSetupAnswer:
        """What became of it; an unknown `ref` is a GatewayRejected."""
        ...

    def list_disputes(self, *, since: datetime, at: datetime) -> Iterator[GatewayDispute]:
        """Every dispute opened or changed at or after `since`, fetched page by page.

        Each as it stands now, the oldest dispute first. Ask with an overlap: clocks differ.
        """
        ...

    def submit_evidence(
        self, *, dispute_ref: str, pdf: bytes, summary: str, idempotency_key: str, at: datetime
    ) -> GatewayDispute:
        """Contest a dispute with one PDF file and a summary; the dispute as it stands then."""
        ...

    def concede_dispute(
        self, *, dispute_ref: str, idempotency_key: str, at: datetime
    ) -> GatewayDispute:
        """Leave the money to the payer, for good; the dispute as it stands then."""
        ...
