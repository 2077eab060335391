"""Hands that break the books past every guard, in the test's own database."""

from collections.abc import Callable

from django.db import connection

from fairwell.models import Invoice, Payment, Subscription

type Break = Callable[[], str]


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def unguard(table: str) -> None:
    """Take the append-only guard off, as somebody with the database's password could."""
    on = "" if connection.vendor == "sqlite" else f" ON fairwell_{table}"
    for verb in ("update", "delete"):
        run(f"DROP TRIGGER fairwell_{table}_no_{verb}{on}")


def sub(key: str) -> Subscription:
    return Subscription.objects.get(external_id=f"sub_{key}")


def payment_of(key: str) -> Payment:
    return Payment.objects.get(invoice__subscription=sub(key))


def set_payment(key: str, **values: object) -> str:
    """Change that subscriber's payment; its reference."""
    payment = payment_of(key)
    Payment.objects.filter(pk=payment.pk).update(**values)
    return payment.gateway_ref


def set_invoice(key: str, **values: object) -> str:
    """Change that subscriber's invoice; its number."""
    invoice = Invoice.objects.get(subscription=sub(key))
    Invoice.objects.filter(pk=invoice.pk).update(**values)
    return invoice.number
