"""The account: all subscriptions at a glance, and each in full."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from fairwell.domain.cancellation import cannot_leave
from fairwell.domain.term import local_date
from fairwell.models import Invoice
from fairwell.queries.account import Held, subscriptions_of
from fairwell.queries.devices import devices_of
from fairwell.queries.documents import statements_of
from fairwell.queries.history import events_of
from fairwell.queries.orders import Order, OrderPayment, orders_of
from fairwell.queries.withdrawal_labels import withdrawal_labels
from fairwell.web.portal.asker import READ, Asker, own_page
from fairwell.web.portal.change import cannot_choose
from fairwell.web.portal.coming_changes import coming_changes
from fairwell.web.portal.event_reader import Reader
from fairwell.web.portal.event_words import tell
from fairwell.web.portal.words import INVOICES, REFUND_PARTS, STATEMENTS, STATUS


@dataclass(frozen=True, slots=True)
class Card:
    """One subscription as pages show it; `withdraw` is the label of the right, while it is open."""

    held: Held
    status: Promise
    kind: str
    charge_is_late: bool
    can_cancel: bool
    can_change: bool
    withdraw: str


@dataclass(frozen=True, slots=True)
class RefundPart:
    """A part of a refund: minor units, what is so of it, and the reference that tells of it."""

    amount_minor: int
    state: Promise
    on: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of an order and what went back of it."""

    paid: OrderPayment
    refunds: list[RefundPart]


@dataclass(frozen=True, slots=True)
class OrderCard:
    """One order with its payments; `may_ask` says that money is left that could go back."""

    invoice: Invoice
    state: Promise
    rows: list[PaymentRow]
    may_ask: bool


@own_page(*READ)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Every subscription of the asker, with what comes next and the ways out."""
    asker = Asker.of(request)
    cards = [card(held, asker) for held in subscriptions_of(asker.user_id, at=asker.at)]
    return render(request, "portal/subscriptions.html", {"cards": cards})


@own_page(*READ)
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription in full: orders, documents and history."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    orders = orders_of(asker.user_id, pk)
    numbers = {order.invoice.pk: order.invoice.number for order in orders}
    page = {
        "card": card(held, asker),
        "held": held,
        "coming": coming_changes(held),
        "seats": devices_of(pk, at=asker.at).seats,
        "orders": [_order(order, held) for order in orders],
        "documents": [
            (document, STATEMENTS[document.kind]) for document in statements_of(asker.user_id, pk)
        ],
        "history": tell(
            events_of(asker.user_id, pk), Reader(asker.language, held.facts.zone, numbers)
        ),
    }
    return render(request, "portal/subscription.html", page)


def card(held: Held, asker: Asker) -> Card:
    """What pages show of a subscription."""
    status, kind = STATUS[held.status]
    labels = (
        withdrawal_labels(held, at=asker.at, language=asker.language) if held.can_withdraw else None
    )
    return Card(
        held=held,
        status=status,
        kind=kind,
        charge_is_late=held.next_charge is not None and held.next_charge.at <= asker.at,
        can_cancel=cannot_leave(held.facts) is None,
        can_change=cannot_choose(held) is None,
        withdraw=labels.open if labels else "",
    )


def _order(order: Order, held: Held) -> OrderCard:
    rows = [
        PaymentRow(
            paid=paid,
            refunds=[
                RefundPart(
                    amount_minor=part.amount_minor,
                    state=REFUND_PARTS[part.state],
                    on=local_date(part.settled_at, held.facts.zone) if part.settled_at else None,
                    reference=part.refund.cancellation.reference
                    if part.refund.cancellation
                    else part.refund.reference,
                )
                for part in paid.refunds
            ],
        )
        for paid in order.payments
    ]
    return OrderCard(
        invoice=order.invoice,
        state=INVOICES[order.invoice.state],
        rows=rows,
        may_ask=order.refundable_minor > 0,
    )
