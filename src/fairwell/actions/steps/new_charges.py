"""Further charges of invoices that are open, each durable before the gateway is called."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from fairwell.models import Invoice, PaymentAttempt, PaymentMethod


def new_charges(
    wanted: Sequence[tuple[Invoice, PaymentMethod]], *, at: datetime
) -> list[PaymentAttempt]:
    """Write the next attempt of each locked invoice for all that is owed; two statements.

    The n-th attempt of an invoice has the key charge-{invoice}-{n}: a second one with that number
    cannot be written, nor one while another is open.
    """
    before = dict(
        PaymentAttempt.objects.filter(invoice__in=[invoice.pk for invoice, _ in wanted])
        .order_by()
        .values_list("invoice_id")
        .annotate(n=Count("pk"))
    )
    return PaymentAttempt.objects.bulk_create(
        PaymentAttempt(
            kind="charge",
            invoice=invoice,
            method=method,
            gateway=method.gateway,
            idempotency_key=f"charge-{invoice.pk}-{before.get(invoice.pk, 0) + 1}",
            currency=invoice.currency,
            amount_minor=invoice.owed_minor,
            created_at=at,
            ask_at=at,
        )
        for invoice, method in wanted
    )
