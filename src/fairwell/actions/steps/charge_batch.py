"""Charges with an outcome, locked with all they touch, and what is gathered to be written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairwell.actions.steps.append_event import append_to_many
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notices import NoticeDraft, queue_notices
from fairwell.actions.steps.write_rows import change_rows
from fairwell.models import Invoice, PaymentAttempt, Subscription, Transfer, Vendor

_ATTEMPT = (
    "state", "gateway_ref", "failure_code", "hard", "answered_at", "ask_at", "times_asked",
)  # fmt: skip
_INVOICE = ("state", "collection", "collect_at", "first_failed_at", "closed_at")


@dataclass(slots=True)
class ChargeBatch:
    """Locked rows by id; what is gathered here is written at once by `write`."""

    at: datetime
    vendor: Vendor
    subscriptions: dict[int, Subscription]
    invoices: dict[int, Invoice]
    attempts: dict[int, PaymentAttempt]
    billed: dict[int, Invoice] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    told: list[tuple[Subscription, str, dict[str, Any]]] = field(default_factory=list)
    letters: list[NoticeDraft] = field(default_factory=list)

    def invoice_of(self, attempt: PaymentAttempt) -> Invoice:
        """The locked invoice of a charge."""
        return self.invoices[attempt.invoice_id or 0]

    def owner_of(self, attempt: PaymentAttempt) -> Subscription:
        """The locked subscription of a charge."""
        return self.subscriptions[self.invoice_of(attempt).subscription_id or 0]

    def tell(self, attempt: PaymentAttempt, kind: str, **data: Any) -> None:
        """Gather an event about a charge."""
        invoice = self.invoice_of(attempt)
        about = {
            "invoice": invoice.pk,
            "order": invoice.number,
            "total_minor": attempt.amount_minor,
            "currency": attempt.currency,
        }
        self.told.append((self.owner_of(attempt), kind, about | data))

    def change_invoice(self, invoice: Invoice) -> None:
        """Gather an invoice whose state or collecting has changed."""
        self.billed[invoice.pk] = invoice

    def write(self) -> None:
        """Write invoices, transfers, events and letters."""
        write_invoices(list(self.billed.values()))
        Transfer.objects.bulk_create(self.transfers, batch_size=1_000)
        append_to_many(self.told, at=self.at, actor="system", channel="worker")
        queue_notices(self.letters, at=self.at)


def lock_charges(attempt_ids: Sequence[int], *, at: datetime) -> ChargeBatch:
    """The charges with subscription and invoice, locked in the order that all keep."""
    owners = dict(
        PaymentAttempt.objects.filter(
            pk__in=attempt_ids, kind="charge", invoice__subscription__isnull=False
        ).values_list("invoice_id", "invoice__subscription_id")
    )
    return ChargeBatch(
        at=at,
        vendor=the_vendor(),
        subscriptions=lock_subscriptions(set(owners.values())),
        invoices=lock_invoices(set(owners)),
        attempts={
            attempt.pk: attempt
            for attempt in PaymentAttempt.objects.select_for_update(of=("self",))
            .filter(pk__in=attempt_ids, invoice__in=list(owners))
            .select_related("method")
            .order_by("pk")
        },
    )


def lock_subscriptions(ids: set[int]) -> dict[int, Subscription]:
    """Subscriptions locked in the order of their ids, with customer, price and method."""
    rows = (
        Subscription.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("customer__user", "price__plan__product", "method")
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def lock_invoices(ids: set[int]) -> dict[int, Invoice]:
    """Invoices locked in the order of their ids."""
    rows = Invoice.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def write_attempts(attempts: Sequence[PaymentAttempt]) -> None:
    """Write what has become of the attempts; one statement."""
    change_rows(
        PaymentAttempt,
        _ATTEMPT,
        [(each.pk, *(getattr(each, column) for column in _ATTEMPT)) for each in attempts],
    )


def write_invoices(invoices: Sequence[Invoice]) -> None:
    """Write how the invoices stand and are collected; one statement."""
    change_rows(
        Invoice,
        _INVOICE,
        [(each.pk, *(getattr(each, column) for column in _INVOICE)) for each in invoices],
    )
