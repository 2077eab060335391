"""What a subscriber owes and can pay now, with which of their cards."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.domain.paying import PayFacts
from fairwell.models import CardSetup, Invoice, PaymentAttempt, PaymentMethod, Subscription
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.collecting import UNSENT, is_usable


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card or account on file, and whether it can be charged at all."""

    method: PaymentMethod
    usable: bool


@dataclass(frozen=True, slots=True)
class DueOrder:
    """An open order: `key` names the next try of it, `failed` is its last failed charge."""

    invoice: Invoice
    on_its_way: bool
    key: str
    failed: PaymentAttempt | None

    @property
    def disputed(self) -> bool:
        """Whether it is not collected while somebody looks at it."""
        return self.invoice.collection == "paused"


def due_orders(subscription: Subscription) -> tuple[DueOrder, ...]:
    """The orders of a subscription with something left to pay, oldest first; two queries."""
    invoices = [
        invoice
        for invoice in Invoice.objects.filter(
            subscription=subscription, state="finalized"
        ).order_by("issued_at", "pk")
        if invoice.owed_minor and not waits_for_end(invoice, subscription)
    ]
    attempts: dict[int | None, list[PaymentAttempt]] = defaultdict(list)
    for attempt in PaymentAttempt.objects.filter(invoice__in=invoices, kind="charge").order_by(
        "pk"
    ):
        attempts[attempt.invoice_id].append(attempt)
    return tuple(_due(invoice, attempts[invoice.pk]) for invoice in invoices)


def _due(invoice: Invoice, attempts: list[PaymentAttempt]) -> DueOrder:
    failed = [
        attempt
        for attempt in attempts
        if attempt.state in ("declined", "failed") and attempt.failure_code not in UNSENT
    ]
    return DueOrder(
        invoice=invoice,
        on_its_way=any(attempt.state in OPEN_ATTEMPT_STATES for attempt in attempts),
        key=f"{invoice.pk}-{len(attempts) + 1}",
        failed=failed[-1] if failed else None,
    )


def cards_of(customer_id: int, *, zone: ZoneInfo, at: datetime) -> tuple[OwnCard, ...]:
    """The customer's cards and accounts, the latest first; one query."""
    methods = PaymentMethod.objects.filter(customer=customer_id).order_by("-pk")
    return tuple(OwnCard(method, is_usable(method, zone=zone, at=at)) for method in methods)


def waits_for_end(invoice: Invoice, subscription: Subscription) -> bool:
    """Whether an end that is still to come decides what will be owed of the order."""
    return invoice.collection == "stopped" and subscription.renewal != "ended"


def is_asked_for(invoice: Invoice) -> bool:
    """Whether an order is open and its payment wanted: not disputed, and not given up."""
    return invoice.owed_minor > 0 and invoice.collection not in ("paused", "stopped")


def pay_facts(invoice: Invoice, subscription: Subscription, card: OwnCard | None) -> PayFacts:
    """Facts of paying an order with a card; one query."""
    return PayFacts(
        order_number=invoice.number,
        state=invoice.state,
        owed_minor=invoice.owed_minor,
        on_its_way=PaymentAttempt.objects.filter(
            invoice=invoice, kind="charge", state__in=OPEN_ATTEMPT_STATES
        ).exists(),
        disputed=invoice.collection == "paused",
        waits_for_end=waits_for_end(invoice, subscription),
        card_usable=card.usable if card else None,
    )


def card_setup_of(user_id: int, token: str) -> CardSetup | None:
    """The user's own visit to the gateway's page, by its token; one query."""
    return (
        CardSetup.objects.select_related("customer", "subscription", "method")
        .filter(customer__user_id=user_id, token=token)
        .first()
    )
