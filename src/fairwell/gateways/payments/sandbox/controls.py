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
    """A payment captured elsewhere; `attempt_key` is the attempt it came from, if we made it.

    `declined`: it was only tried, at `captured_at`, and took no money.
    """

    payment_ref: str
    amount_minor: int
    currency: str
    captured_at: datetime
    order_ref: str = ""
    method_ref: str = ""
    attempt_key: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """`made` counts succeeded and pending ones, `not_made` declined and failed ones."""

    made: int
    not_made: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What the bank really did. Totals are minor units by currency, of those made.

    `payout_minor`: what it still owes us, by currency. `disputes`: how many, by state.
    """

    charges: Made
    refunds: Made
    charged_minor: Mapping[str, int]
    refunded_minor: Mapping[str, int]
    by_payment: Mapping[str, Made]
    refunded_by_payment: Mapping[str, int]
    payout_minor: Mapping[str, int]
    disputes: Mapping[str, int]

    def refunds_of(self, payment_ref: str) -> Made:
        """The refunds of one payment."""
        return self.by_payment.get(payment_ref, Made(0, 0))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was submitted: the summary, and the PDF file's size in bytes and SHA-256 in hex."""

    summary: str
    size: int
    sha256: str


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
        """Let something go wrong `times` times; `subject` as in `faults.order_fault`, or any."""
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
            payout_minor=said["payout_minor"],
            disputes=said["disputes"],
        )

    def limit_rate(self, per_second: int | None) -> None:
        """Take so many requests a second from now on and answer the others with 429; None: all.

        It is forgotten when the bank stops. To refuse just so many, order the fault `busy`.
        """
        self._call("POST", "/rate", {"per_second": per_second or 0})

    def open_dispute(
        self,
        payment_ref: str,
        *,
        at: datetime,
        reason: str = "fraudulent",
        amount_minor: int | None = None,
        early_warning: bool = False,
        respond_days: int = 14,
    ) -> str:
        """Let a payer dispute a payment, all of it or a part; the dispute's reference.

        `reason` is one of `disputes.REASONS`. An early warning takes no money and has no deadline.
        """
        wanted = {
            "payment_ref": payment_ref,
            "reason": reason,
            "amount_minor": amount_minor,
            "early_warning": early_warning,
            "respond_days": respond_days,
        }
        return str(self._call("POST", "/disputes", wanted, at=at)["ref"])

    def escalate_dispute(self, dispute_ref: str, *, at: datetime, respond_days: int = 14) -> None:
        """Let the bank ask for an answer (again), and take the money if it has not yet."""
        wanted = {"respond_days": respond_days}
        self._call("POST", f"/disputes/{quote(dispute_ref, safe='')}/escalation", wanted, at=at)

    def close_dispute(self, dispute_ref: str, *, won: bool, at: datetime) -> None:
        """Let the bank decide."""
        end = "won" if won else "lost"
        self._call("POST", f"/disputes/{quote(dispute_ref, safe='')}/{end}", None, at=at)

    def let_deadline_pass(self, dispute_ref: str) -> None:
        """Let `respond_by` pass without an answer: lost. A later `at` does the same by itself."""
        self._call("POST", f"/disputes/{quote(dispute_ref, safe='')}/silence", None)

    def evidence(self, dispute_ref: str) -> Evidence:
        """What the product submitted for a dispute; empty before it did."""
        said = self._call("GET", f"/disputes/{quote(dispute_ref, safe='')}/evidence", None)
        return Evidence(said["summary"], said["size"], said["sha256"])

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        *,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        response = requests.request(
            method,
            f"{self._url}/_sandbox{path}",
            json=body,
            headers={"Fairwell-At": at.isoformat()} if at else {},
            timeout=self._timeout_s,
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
        "outcome": "declined" if payment.declined else "succeeded",
    }
