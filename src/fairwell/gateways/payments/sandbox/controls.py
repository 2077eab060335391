"""Setting the sandbox's stage over HTTP: for tests, the demo and an operator trying things out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Final
from urllib.parse import quote

import requests

from fairwell.gateways.payments.sandbox.faults import Operation

BATCH: Final = 2_000


class StageError(Exception):
    """The sandbox refused to set the stage; the text says what was wrong with the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedPayment:
    """A payment captured elsewhere; `attempt_key` is the attempt it came from, if we made it."""

    payment_ref: str
    amount_minor: int
    currency: str
    captured_at: datetime
    order_ref: str = ""
    method_ref: str = ""
    attempt_key: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """`made` counts succeeded and pending ones, `not_made` declined and failed ones."""

    made: int
    not_made: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What the bank really did. Totals are minor units by currency, of those made."""

    charges: Made
    refunds: Made
    charged_minor: Mapping[str, int]
    refunded_minor: Mapping[str, int]
    by_payment: Mapping[str, Made]
    refunded_by_payment: Mapping[str, int]

    def refunds_of(self, payment_ref: str) -> Made:
        """The refunds of one payment."""
        return self.by_payment.get(payment_ref, Made(0, 0))


class SandboxControls:
    """Stage hands of the sandbox at `url`; every refusal is a StageError."""

    def __init__(self, url: str, *, timeout_s: float = 60) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s

    def add_payments(self, payments: Iterable[SeedPayment]) -> int:
        """Make captured payments known, by the thousand; how many were new. May be repeated."""
        return sum(
            self._call("POST", "/payments", {"payments": [_told(payment) for payment in batch]})[
                "added"
            ]
            for batch in batched(payments, BATCH)
        )

    def order_fault(
        self, operation: Operation, fault: str, *, subject: str | None = None, times: int = 1
    ) -> None:
        """Let something go wrong `times` times; `subject`: a payment, order or method, or any."""
        self._call(
            "POST",
            "/faults",
            {"operation": operation, "payment_ref": subject, "fault": fault, "times": times},
        )

    def close_card(self, payment_ref: str, *, when: str = "at_once") -> None:
        """Close the card behind a payment: its refunds fail `at_once` or `after_pending`."""
        ref = quote(payment_ref, safe="")
        self._call("POST", f"/payments/{ref}/card-closed", {"when": when})

    def stats(self) -> Stats:
        """Count what the bank did."""
        said = self._call("GET", "/stats", None)
        payments = said["by_payment"]
        return Stats(
            charges=_made(said["charges"]),
            refunds=_made(said["refunds"]),
            charged_minor=said["charges"]["total_minor"],
            refunded_minor=said["refunds"]["total_minor"],
            by_payment={ref: _made(entry) for ref, entry in payments.items()},
            refunded_by_payment={ref: e["refunded_minor"] for ref, e in payments.items()},
        )

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        response = requests.request(
            method, f"{self._url}/_sandbox{path}", json=body, timeout=self._timeout_s
        )
        said: dict[str, Any] = response.json()
        if not response.ok:
            raise StageError(said["error"]["message"])
        return said


def _made(said: Mapping[str, int]) -> Made:
    return Made(said["made"], said["not_made"])


def _told(payment: SeedPayment) -> dict[str, Any]:
    return {
        "payment_ref": payment.payment_ref,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "captured_at": payment.captured_at.isoformat(),
        "order_ref": payment.order_ref,
        "method_ref": payment.method_ref,
        "metadata": {"attempt": payment.attempt_key},
    }
