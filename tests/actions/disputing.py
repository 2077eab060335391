"""What the stories of disputes share: an unpaid order, a disputed charge, and its answer."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.actions.cases.dispute_charge import dispute_charge
from fairwell.actions.cases.resolve_dispute import resolve_dispute
from fairwell.domain.disputes import GatewayDispute
from fairwell.models import Case, Dispute, Invoice, InvoiceLine, Subscription, Transfer
from tests import deeds
from tests.cast import NOW

DAY = timedelta(days=1)
OFFICE = {"actor": "operator", "channel": "shell"}


def unpaid(subscription: Subscription, **values: Any) -> Invoice:
    """An order of 79.99 USD, on the books and never paid, being collected for two days."""
    shape = {
        "number": "INV-000001",
        "series": "invoices",
        "kind": "adjustment",
        "period_start": NOW - 2 * DAY,
        "period_end": NOW + 363 * DAY,
        "state": "finalized",
        "collection": "retrying",
        "collect_at": NOW + DAY,
        "first_failed_at": NOW - 2 * DAY,
        "due_at": NOW - 2 * DAY,
        "total_minor": 7_999,
        **values,
    }
    invoice = Invoice.objects.create(
        customer=subscription.customer,
        subscription=subscription,
        currency="USD",
        net_minor=shape["total_minor"],
        issued_at=NOW - 2 * DAY,
        **shape,
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        description="Guard Plus",
        amount_minor=invoice.total_minor,
        net_minor=invoice.total_minor,
        service_start=invoice.period_start,
        service_end=invoice.period_end,
    )
    Transfer.objects.create(
        kind="invoice_issued",
        debit="receivables",
        credit="deferred_revenue",
        currency="USD",
        amount_minor=invoice.total_minor,
        at=invoice.issued_at,
        invoice=invoice,
    )
    return invoice


def dispute(subscription: Subscription, order: str = "Q-1001", **options: Any) -> Case:
    """The subscriber says that the charge is wrong."""
    said = {
        "reason_code": "charged_twice",
        "message": "I paid this in spring already.",
        "at": NOW,
        "idempotency_key": "dispute",
        **deeds.PORTAL,
        **options,
    }
    return dispute_charge(subscription_id=subscription.pk, order_number=order, **said)


def answer(case: Case, *, upheld: bool, **options: Any) -> Case:
    """A person decides, an hour later."""
    said = {
        "answer": "We looked at both charges.",
        "at": NOW + timedelta(hours=1),
        "idempotency_key": "answer",
        **OFFICE,
        **options,
    }
    return resolve_dispute(reference=case.reference, upheld=upheld, **said)


def balance(account: str) -> int:
    """What an account holds, debits less credits, in minor units."""
    total = 0
    for transfer in Transfer.objects.all():
        total += transfer.amount_minor * (
            (transfer.debit == account) - (transfer.credit == account)
        )
    return total


OPENED = GatewayDispute(
    ref="dp_1",
    payment_ref="ch_anna_1001",
    amount_minor=7_999,
    currency="USD",
    reason="fraudulent",
    state="needs_response",
    respond_by=NOW + 7 * DAY,
    opened_at=NOW,
    updated_at=NOW,
)


def shown(days: int = 0, **changed: object) -> Dispute | None:
    """The gateway shows it some days later."""
    at = NOW + days * DAY
    news = replace(OPENED, updated_at=at, **changed)  # type: ignore[arg-type]
    return record_gateway_dispute(gateway="sandbox", shown=news, at=at)


def decided(state: str, days: int = 20) -> Dispute | None:
    return shown(days, state=state, respond_by=None)


def kinds(dispute: Dispute | None) -> list[tuple[str, int]]:
    assert dispute is not None
    return list(dispute.transfers.order_by("pk").values_list("kind", "amount_minor"))
