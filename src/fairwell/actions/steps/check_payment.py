"""Why an imported payment cannot be taken: it names nothing known, or contradicts the books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairwell.domain.imports import ImportedPayment
from fairwell.domain.money import to_major
from fairwell.models import Customer, Invoice, Subscription


@dataclass(frozen=True, slots=True)
class Billed:
    """An order as it stands: whose, how much (minor units), and whether it was paid."""

    customer: str
    amount_minor: int
    paid: bool


def billed_orders(numbers: Iterable[str]) -> dict[str, Billed]:
    """Those of the orders that the books hold, by number; one query."""
    rows = Invoice.objects.filter(number__in=list(numbers)).values_list(
        "number", "customer__external_id", "total_minor", "state"
    )
    return {number: Billed(whose, total, state == "paid") for number, whose, total, state in rows}


def payment_problem(
    row: ImportedPayment,
    customers: Mapping[str, Customer],
    subscriptions: Mapping[str, Subscription],
    order: Billed | None,
) -> tuple[str, str] | None:
    """The first thing that is wrong, as column and text, or None; `order` is the row's own."""
    whose, named = row.customer_external_id, row.subscription_external_id
    subscription = subscriptions.get(named or "")
    if whose not in customers:
        return "customer", f"No customer {whose} is known."
    if named and subscription is None:
        return "subscription", f"No subscription {named} is known."
    if subscription is not None and subscription.customer_id != customers[whose].pk:
        return "customer", f"{named} is not {whose}'s subscription."
    if subscription is not None and subscription.price.currency != row.currency:
        priced = subscription.price.currency
        return "currency", f"Paid in {row.currency}, but {named} is priced in {priced}."
    return _order_problem(row, order) if order is not None else None


def _order_problem(row: ImportedPayment, order: Billed) -> tuple[str, str] | None:
    if order.customer != row.customer_external_id:
        return "order", f"Order {row.order_number} was billed to another customer."
    if row.status == "captured" and order.paid:
        return "order", f"Order {row.order_number} was paid already."
    if row.status == "captured" and order.amount_minor != row.amount_minor:
        billed, paid = (to_major(m, row.currency) for m in (order.amount_minor, row.amount_minor))
        said = f"Order {row.order_number} was billed at {billed} {row.currency}, not {paid}."
        return "amount", said
    return None
