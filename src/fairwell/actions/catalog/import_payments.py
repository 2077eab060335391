"""Take past payments onto the books: invoices, payments, their attempts and transfers."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.check_payment import Billed, billed_orders, payment_problem
from fairwell.actions.steps.import_invoices import import_invoices
from fairwell.actions.steps.import_methods import charge_further, import_methods
from fairwell.actions.steps.import_report import ImportReport, Numbered
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.move_money import payment_transfer, transfer
from fairwell.actions.steps.place_invoice import link_orphans
from fairwell.domain.imports import ImportedPayment
from fairwell.models import (
    Customer,
    Invoice,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    Subscription,
    Transfer,
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
    linked = link_orphans([row for _, row in rows if row.subscription_external_id], vendor.zone)
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
    payments = [row for _, row in taken]
    invoices = import_invoices(payments, customers, subscriptions, vendor)
    methods = import_methods(payments, customers, gateway)
    _payments(payments, invoices, methods, gateway)
    charge_further([*linked, *payments], gateway)
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


def _payments(
    rows: Sequence[ImportedPayment],
    invoices: Mapping[str, Invoice],
    methods: Mapping[str, PaymentMethod],
    gateway: str,
) -> None:
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
        for row in rows
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
        for row in rows
        if row.status == "captured"
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
