"""What the vendor owes a customer in credit: a balance per currency, and the entries behind it."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

ENTRY_KINDS = ("credited", "applied", "paid_out", "overpaid")


class CreditBalance(models.Model):
    """The sum of a customer's credit entries in one currency; locked while it is used."""

    customer = models.ForeignKey(
        "Customer", on_delete=models.PROTECT, related_name="credit_balances"
    )
    currency = fields.currency()
    balance_minor = fields.minor_units(default=0)
    # No foreign key: entries point here, and a row that both point to could not be written first.
    settled_entry_id = models.BigIntegerField(
        null=True, help_text="Up to which entry it was decided what becomes of it after the end."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "currency"], name="credit_balance_once"),
            fields.is_currency("credit_balance"),
            models.CheckConstraint(
                condition=Q(balance_minor__gte=0), name="credit_balance_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency}"


class CreditEntry(models.Model):
    """One movement of credit: above zero it came in, below zero it was used; append-only."""

    balance = models.ForeignKey(CreditBalance, on_delete=models.PROTECT, related_name="entries")
    kind = fields.word()
    amount_minor = fields.minor_units()
    invoice = models.ForeignKey(
        "Invoice", null=True, on_delete=models.PROTECT, related_name="credit_entries"
    )
    credit_note = models.OneToOneField(
        "CreditNote", null=True, on_delete=models.PROTECT, related_name="credit_entry"
    )
    refund = models.ForeignKey(
        "Refund",
        null=True,
        on_delete=models.PROTECT,
        related_name="credit_entries",
        db_index=False,
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("credit_entry", "kind", ENTRY_KINDS),
            models.CheckConstraint(
                condition=Q(kind__in=("credited", "overpaid"), amount_minor__gt=0)
                | Q(kind__in=("applied", "paid_out"), amount_minor__lt=0),
                name="credit_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="credited", credit_note__isnull=False)
                | Q(kind="applied", invoice__isnull=False)
                | Q(kind__in=("paid_out", "overpaid")),
                name="credit_entry_has_source",
            ),
            models.CheckConstraint(
                condition=Q(refund__isnull=True) | Q(kind="paid_out"),
                name="credit_entry_refund_pays_out",
            ),
            models.UniqueConstraint(
                fields=["refund"],
                condition=Q(refund__isnull=False),
                name="credit_paid_out_once",
            ),
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(kind="applied"), name="credit_applied_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor}"
