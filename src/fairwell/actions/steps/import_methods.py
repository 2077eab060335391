"""What imported payments were made with: the cards, and which one a subscription is charged to."""

from collections.abc import Mapping, Sequence

from fairwell.domain.imports import ImportedMethod, ImportedPayment
from fairwell.models import Customer, Payment, PaymentMethod, Subscription


def import_methods(
    rows: Sequence[ImportedPayment], customers: Mapping[str, Customer], gateway: str
) -> dict[str, PaymentMethod]:
    """The cards and accounts of the rows by the gateway's token; new ones are written."""
    named: dict[str, tuple[ImportedMethod, Customer]] = {
        row.method.method_ref: (row.method, customers[row.customer_external_id])
        for row in rows
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


def charge_further(rows: Sequence[ImportedPayment], gateway: str) -> None:
    """What a subscription was last paid with is what it will be charged to.

    Exports come in any order and in chunks: a payment older than one on the books says nothing.
    """
    last = _last_payments({row.subscription_external_id for row in rows})
    taken = {(gateway, row.external_id) for row in rows}
    changed = []
    for subscription in Subscription.objects.filter(pk__in=last):
        ref, method_id = last[subscription.pk]
        if ref in taken and subscription.method_id != method_id:
            subscription.method_id = method_id
            changed.append(subscription)
    Subscription.objects.bulk_update(changed, ["method"], batch_size=500)


def _last_payments(external_ids: set[str | None]) -> dict[int, tuple[tuple[str, str], int]]:
    """Gateway's reference and method of each subscription's latest payment, by its id."""
    found = (
        Payment.objects.filter(
            invoice__subscription__external_id__in=external_ids - {None}, method__isnull=False
        )
        .order_by("captured_at", "pk")
        .values_list("invoice__subscription_id", "gateway", "gateway_ref", "method_id")
    )
    return {owner: ((gateway, ref), method) for owner, gateway, ref, method in found}
