"""Take past payments onto the books: invoices, payments, their attempts and transfers."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.check_payment import Billed, billed_orders, payment_problem
from fairwell.actions.steps.import_report import ImportReport, Numbered
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.move_money import payment_transfer, transfer
from fairwell.actions.steps.place_invoice import link_orphans, place_invoice
from fairwell.domain.imports import ImportedMethod, ImportedPayment
from fairwell.models import (
    Customer,
    Invoice,
    InvoiceLine,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    Subscription,
    Transfer,
    Vendor,
)

type Rows = list[tuple[int, ImportedPayment]]


@transaction.atomic(durable=True)
def import_payments(
    *, rows: Numbered[ImportedPayment], file: str, gateway: str, at: datetime
) -> ImportReport:
    """Store the new ones set by set; `gateway` is the provider that holds the money.

    Payments with the same order number share an invoice. The first invoice of a period is the
    period's; a further one (say, devices added) is an adjustment. Refused rows change nothing. An
    order that was taken before its subscription was known is linked to it now.
    """
    del at  # payments carry their own dates
    report = ImportReport(file)
    fresh = _fresh(rows, gateway, report)
    vendor = the_vendor()
    link_orphans([row for _, row in rows if row.subscription_external_id], vendor.zone)
    customers = Customer.objects.in_bulk(
        [row.customer_external_id for _, row in fresh], field_name="external_id"
    )
    subscriptions = Subscription.objects.select_related("price__plan").in_bulk(
        [row.subscription_external_id for _, row in fresh if row.subscription_external_id],
        field_name="external_id",
    )
    taken: Rows = []
    billed = billed_orders(row.order_number for _, row in fresh)
    for line, row in fresh:
        order = billed.get(row.order_number)
        wrong = payment_problem(row, customers, subscriptions, order)
        if wrong is not None:
            report.refuse(line, *wrong)
            continue
        taken.append((line, row))
        amount = order.amount_minor if order else row.amount_minor
        paid = row.status == "captured" or (order is not None and order.paid)
        billed[row.order_number] = Billed(row.customer_external_id, amount, paid)
    invoices = _invoices(taken, customers, subscriptions, vendor)
    methods = _methods(taken, customers, gateway)
    _payments(taken, invoices, methods, gateway)
    _charge_further(taken, subscriptions, methods)
    report.new = len(taken)
    return report


def _fresh(rows: Numbered[ImportedPayment], gateway: str, report: ImportReport) -> Rows:
    """The rows not taken before: an attempt's key is made of the gateway's reference."""
    keys = [_key(gateway, row) for _, row in rows]
    held = set(
        PaymentAttempt.objects.filter(idempotency_key__in=keys).values_list(
            "idempotency_key", flat=True
        )
    )
    fresh: Rows = []
    for line, row in rows:
        if _key(gateway, row) in held:
            report.standing += 1
        else:
            held.add(_key(gateway, row))
            fresh.append((line, row))
    return sorted(fresh, key=lambda numbered: numbered[1].charged_at)


def _key(gateway: str, row: ImportedPayment) -> str:
    return f"import:{gateway}:{row.external_id}"


def _invoices(
    rows: Rows,
    customers: dict[str, Customer],
    subscriptions: dict[str, Subscription],
    vendor: Vendor,
) -> dict[str, Invoice]:
    """Every row's invoice by its number; new ones are written, those paid now turn paid."""
    numbers = [row.order_number for _, row in rows]
    invoices = Invoice.objects.in_bulk(numbers, field_name="number")
    paid = {row.order_number for _, row in rows if row.status == "captured"}
    late = [i.pk for i in invoices.values() if i.number in paid and i.state == "finalized"]
    Invoice.objects.filter(pk__in=late).update(state="paid")
    billed: dict[int, set[int | None]] = defaultdict(set)
    for owner, period in Invoice.objects.filter(
        subscription__in=[s.pk for s in subscriptions.values()], kind="period"
    ).values_list("subscription_id", "period_no"):
        billed[owner].add(period)
    new: list[Invoice] = []
    for _, row in rows:
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
    return invoices


def _methods(rows: Rows, customers: dict[str, Customer], gateway: str) -> dict[str, PaymentMethod]:
    named: dict[str, tuple[ImportedMethod, Customer]] = {
        row.method.method_ref: (row.method, customers[row.customer_external_id])
        for _, row in rows
        if row.method is not None
    }
    PaymentMethod.objects.bulk_create(
        [
            PaymentMethod(
                customer=customer,
                gateway=gateway,
                method_ref=method.method_ref,
                brand=method.brand,
                last4=method.last4,
                expires_month=method.expires_month,
                expires_year=method.expires_year,
            )
            for method, customer in named.values()
        ],
        ignore_conflicts=True,
    )
    held = PaymentMethod.objects.filter(gateway=gateway, method_ref__in=named)
    return {method.method_ref: method for method in held}


def _payments(
    rows: Rows, invoices: dict[str, Invoice], methods: dict[str, PaymentMethod], gateway: str
) -> None:
    captured = [row for _, row in rows if row.status == "captured"]
    attempts = PaymentAttempt.objects.bulk_create(
        PaymentAttempt(
            kind="charge",
            invoice=invoices[row.order_number],
            method=methods.get(row.method.method_ref) if row.method else None,
            gateway=gateway,
            gateway_ref=row.external_id,
            idempotency_key=_key(gateway, row),
            currency=row.currency,
            amount_minor=row.amount_minor,
            state="succeeded" if row.status == "captured" else "declined",
            failure_code="" if row.status == "captured" else "imported_failure",
            created_at=row.charged_at,
            submitted_at=row.charged_at,
            answered_at=row.charged_at,
        )
        for _, row in rows
    )
    payments = Payment.objects.bulk_create(
        Payment(
            invoice=invoices[row.order_number],
            method=methods.get(row.method.method_ref) if row.method else None,
            gateway=gateway,
            gateway_ref=row.external_id,
            currency=row.currency,
            captured_minor=row.amount_minor,
            captured_at=row.charged_at,
            refunded_before_import_minor=row.refunded_minor,
            refunded_minor=row.refunded_minor,
            disputed=row.disputed,
        )
        for row in captured
    )
    transfers = [
        transfer(
            "charge_submitted", attempt.amount_minor, attempt.currency, at=attempt.created_at,
            attempt=attempt,
        )
        for attempt in attempts
        if attempt.state == "succeeded"
    ]  # fmt: skip
    for payment in payments:
        at, before = payment.captured_at, payment.refunded_before_import_minor
        transfers.append(
            payment_transfer("payment_captured", payment, payment.captured_minor, at=at)
        )
        if before:
            transfers.append(payment_transfer("refunded_before_import", payment, before, at=at))
    Transfer.objects.bulk_create(transfers)


def _charge_further(
    rows: Rows,
    subscriptions: dict[str, Subscription],
    methods: dict[str, PaymentMethod],
) -> None:
    """What a subscription was last paid with is what it will be charged to."""
    latest: dict[str, str] = {}
    for _, row in rows:  # oldest first
        if row.status == "captured" and row.subscription_external_id and row.method:
            latest[row.subscription_external_id] = row.method.method_ref
    changed = []
    for external_id, method_ref in latest.items():
        subscription, method = subscriptions.get(external_id), methods.get(method_ref)
        if subscription is not None and method is not None:
            subscription.method = method
            changed.append(subscription)
    Subscription.objects.bulk_update(changed, ["method"], batch_size=500)
