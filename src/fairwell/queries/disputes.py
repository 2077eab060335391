"""Disputes as they stand: those of subscribers with the vendor, and those of payers at the bank."""

from datetime import datetime

from django.db.models import F, Max, QuerySet, Sum

from fairwell.domain.charge_dispute import DisputedOrder
from fairwell.models import Case, Dispute, Invoice
from fairwell.models.dispute import CLOSED_DISPUTES


def open_dispute_case(invoice_id: int) -> Case | None:
    """The open case in which a subscriber disputes that order; one query."""
    return Case.objects.filter(invoice_id=invoice_id, kind="billing_dispute", state="open").first()


def dispute_case_of(user_id: int, invoice_id: int) -> Case | None:
    """The latest case in which that user disputed the order, open or answered; one query."""
    return (
        Case.objects.filter(
            customer__user_id=user_id, invoice_id=invoice_id, kind="billing_dispute"
        )
        .order_by("-opened_at", "-pk")
        .first()
    )


def disputed_order(invoice: Invoice) -> DisputedOrder:
    """What is owed of an order, and what its payments and its credit hold; two queries."""
    payments = invoice.payments.filter(disputed=False)
    as_credit = invoice.credit_notes.filter(to="credit_balance").aggregate(t=Sum("total_minor"))
    return DisputedOrder(
        owed_minor=invoice.owed_minor,
        refundable_minor=sum(payment.refundable_minor for payment in payments),
        by_credit_minor=max(0, invoice.credit_applied_minor - (as_credit["t"] or 0)),
    )


def dispute_of(reference: str) -> Dispute | None:
    """The bank's dispute of that reference, ours or the gateway's, with payment and case."""
    found = _disputes()
    return found.filter(reference=reference).first() or found.filter(gateway_ref=reference).first()


def listed_disputes(*, closed: bool = False) -> list[Dispute]:
    """Open disputes, those first whose answer is due first; with `closed` all, latest first."""
    found = _disputes()
    if closed:
        return list(found.order_by("-opened_at", "-pk"))
    return list(
        found.exclude(state__in=CLOSED_DISPUTES).order_by(
            F("respond_by").asc(nulls_last=True), "opened_at", "pk"
        )
    )


def latest_change(gateway: str) -> datetime | None:
    """When the latest known change of a dispute happened at that gateway; None without any."""
    latest: datetime | None = Dispute.objects.filter(gateway=gateway).aggregate(
        at=Max("changed_at")
    )["at"]
    return latest


def _disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related(
        "case", "payment__method", "payment__invoice__subscription__customer"
    )
