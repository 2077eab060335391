"""Gathers the rows of many bills, and writes each table's at once."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairwell.actions.steps.take_number import take_numbers
from fairwell.actions.steps.write_rows import change_rows, reserve_ids, write_rows
from fairwell.models import (
    Invoice,
    InvoiceLine,
    InvoiceTax,
    PaymentAttempt,
    Subscription,
    SubscriptionEvent,
    Transfer,
)

_INVOICE = (
    "id", "series", "customer_id", "subscription_id", "seller_id", "buyer_id", "kind", "period_no",
    "period_start", "period_end", "currency", "net_minor", "tax_minor", "total_minor",
    "credit_applied_minor", "credited_minor", "tax_note", "state", "collection", "collect_at",
    "due_at", "issued_at", "closed_at", "number",
)  # fmt: skip
_LINE = (
    "invoice_id", "price_id", "description", "quantity", "unit_minor", "amount_minor", "net_minor",
    "tax_minor", "credited_minor", "service_start", "service_end", "deferred_out_minor",
)  # fmt: skip
_TAX = (
    "invoice_id", "name", "jurisdiction", "rate_ppm", "category", "taxable_minor", "tax_minor",
)  # fmt: skip
_ATTEMPT = (
    "kind", "invoice_id", "method_id", "gateway", "idempotency_key", "currency", "amount_minor",
    "state", "failure_code", "hard", "created_at", "ask_at", "times_asked",
)  # fmt: skip
_TRANSFER = ("kind", "debit", "credit", "currency", "amount_minor", "at", "invoice_id")
_EVENT = ("subscription_id", "no", "kind", "at", "actor", "channel", "data")

# What each outcome changes of a subscription.
RENEWED = (
    "service", "current_period_no", "current_period_start", "current_period_end", "intro_used",
    "bill_at", "last_event_no",
)  # fmt: skip
RENEWED_ANEW = (*RENEWED, "price_id", "quantity", "anchor_at", "anchor_period_no")
ENDED = ("renewal", "service", "ended_at", "ends_at", "bill_at", "last_event_no")
PAUSED = ("service", "paused_at", "resume_at", "bill_at", "last_event_no")
LEFT = ("bill_at",)


@dataclass(slots=True)
class BilledRows:
    """Rows of one chunk by table; `ids` are the invoices' primary keys, reserved beforehand."""

    at: datetime
    ids: Sequence[int]
    invoices: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    taxes: list[tuple[Any, ...]] = field(default_factory=list)
    attempts: list[tuple[Any, ...]] = field(default_factory=list)
    transfers: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    changes: dict[tuple[str, ...], list[tuple[Any, ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @classmethod
    def for_at_most(cls, count: int, *, at: datetime) -> "BilledRows":
        """An empty gathering with `count` invoice ids reserved."""
        return cls(at, reserve_ids(Invoice, count))

    def next_invoice_id(self) -> int:
        """The id that the next invoice gathered must bear."""
        return self.ids[len(self.invoices)]

    def event(self, subscription_id: int, no: int, kind: str, data: Mapping[str, Any]) -> None:
        """One event by the system."""
        self.event_in_json(subscription_id, no, kind, json.dumps(dict(data)))

    def event_in_json(self, subscription_id: int, no: int, kind: str, data: str) -> None:
        """One event by the system, its data a JSON text already."""
        self.events.append((subscription_id, no, kind, self.at, "system", "worker", data))

    def write(self) -> None:
        """Write all; the invoices last, as their numbers hold all others up."""
        write_rows(InvoiceLine, _LINE, self.lines)
        write_rows(InvoiceTax, _TAX, self.taxes)
        write_rows(PaymentAttempt, _ATTEMPT, self.attempts)
        write_rows(Transfer, _TRANSFER, self.transfers)
        write_rows(SubscriptionEvent, _EVENT, self.events)
        for columns, changed in self.changes.items():
            change_rows(Subscription, columns, changed)
        if self.invoices:
            numbers = take_numbers("invoices", len(self.invoices))
            write_rows(
                Invoice,
                _INVOICE,
                [(*row, number) for row, number in zip(self.invoices, numbers, strict=True)],
            )
