"""The invoices that imported payments were for: written once, and paid when their payment comes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.place_invoice import place_invoice
from fairwell.domain.imports import ImportedPayment
from fairwell.models import Customer, Invoice, InvoiceLine, Subscription, Transfer, Vendor


def import_invoices(
    rows: Sequence[ImportedPayment],
    customers: Mapping[str, Customer],
    subscriptions: Mapping[str, Subscription],
    vendor: Vendor,
) -> dict[str, Invoice]:
    """Every row's invoice by its number; new ones are written, those paid now turn paid."""
    invoices = Invoice.objects.in_bulk([row.order_number for row in rows], field_name="number")
    paid = {row.order_number for row in rows if row.status == "captured"}
    late = [i.pk for i in invoices.values() if i.number in paid and i.state == "finalized"]
    Invoice.objects.filter(pk__in=late).update(state="paid")
    billed = _billed_periods(subscriptions.values())
    new: list[Invoice] = []
    for row in rows:
        if row.order_number in invoices:
            continue
        subscription = subscriptions.get(row.subscription_external_id or "")
        invoice = Invoice(
            number=row.order_number,
            customer=customers[row.customer_external_id],
            subscription=subscription,
            currency=row.currency,
            net_minor=row.amount_minor,
            total_minor=row.amount_minor,
            state="paid" if row.order_number in paid else "finalized",
            issued_at=row.charged_at,
        )
        if subscription is not None:
            place_invoice(invoice, row, subscription, vendor.zone)
            first = invoice.period_no not in billed[subscription.pk]
            invoice.kind = "period" if first else "adjustment"
            billed[subscription.pk].add(invoice.period_no)
        invoices[row.order_number] = invoice
        new.append(invoice)
    _store(new)
    return invoices


def _billed_periods(subscriptions: Iterable[Subscription]) -> dict[int, set[int | None]]:
    """The periods that have an invoice, by subscription."""
    billed: dict[int, set[int | None]] = defaultdict(set)
    for owner, period in Invoice.objects.filter(
        subscription__in=[s.pk for s in subscriptions], kind="period"
    ).values_list("subscription_id", "period_no"):
        billed[owner].add(period)
    return billed


def _store(new: Sequence[Invoice]) -> None:
    Invoice.objects.bulk_create(new)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            price=invoice.subscription.price if invoice.subscription else None,
            description=invoice.subscription.price.plan.tier if invoice.subscription else "",
            quantity=invoice.subscription.quantity if invoice.subscription else 1,
            amount_minor=invoice.total_minor,
            net_minor=invoice.net_minor,
            service_start=invoice.period_start,
            service_end=invoice.period_end,
        )
        for invoice in new
    )
    Transfer.objects.bulk_create(
        transfer(
            "invoice_issued", invoice.total_minor, invoice.currency, at=invoice.issued_at,
            invoice=invoice,
        )
        for invoice in new
        if invoice.total_minor
    )  # fmt: skip
