"""An order as the page of its subscription shows it: state, time, payments, and what went back."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from fairwell.domain.term import local_date, service_span
from fairwell.models import Invoice, RefundAllocation
from fairwell.queries.account import Held
from fairwell.queries.dues import is_asked_for
from fairwell.queries.invoices import state_of
from fairwell.queries.orders import Order, OrderPayment
from fairwell.web.portal.words import ORDERS, REFUND_PARTS


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """One order with its payments; `span` is its first and last day, None where it is for none.

    `may_ask` says that money is left that could go back, `to_pay` that it is open and can be paid.
    """

    invoice: Invoice
    state: Promise
    kind: str
    span: tuple[date, date] | None
    rows: list[PaymentRow]
    may_ask: bool
    to_pay: bool


def order_card(order: Order, held: Held) -> OrderCard:
    """What the page shows of an order of that subscription."""
    invoice = order.invoice
    state, kind = ORDERS[state_of(invoice, tuple(paid.payment for paid in order.payments))]
    return OrderCard(
        invoice=invoice,
        state=state,
        kind=kind,
        span=span_of(invoice, held),
        rows=[
            PaymentRow(paid, [_part(part, held) for part in paid.refunds])
            for paid in order.payments
        ],
        may_ask=order.refundable_minor > 0,
        to_pay=is_asked_for(invoice),
    )


def span_of(invoice: Invoice, held: Held) -> tuple[date, date] | None:
    """The first and the last day that an order pays for; None where it is for no time."""
    if invoice.period_start is None or invoice.period_end is None:
        return None
    return service_span(invoice.period_start, invoice.period_end, held.facts.zone)


def _part(part: RefundAllocation, held: Held) -> RefundPart:
    refund = part.refund
    return RefundPart(
        amount_minor=part.amount_minor,
        state=REFUND_PARTS[part.state],
        on=local_date(part.settled_at, held.facts.zone) if part.settled_at else None,
        reference=refund.cancellation.reference if refund.cancellation else refund.reference,
    )
