"""The ledger: transfers from one account to another, so that an imbalance cannot be written."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

ACCOUNTS = (
    "cash",  # held for the vendor by the gateway
    "revenue",
    "refunds",  # revenue given back
    "refunds_payable",  # promised to subscribers, not yet sent
    "refunds_clearing",  # handed to the gateway, outcome not yet recorded
    "other_routes_payable",  # to be paid back some other way
)


class Transfer(models.Model):
    """One movement: the debited account gains what the credited one gives."""

    debit = fields.word()
    credit = fields.word()
    currency = fields.currency()
    amount_minor = fields.minor_units()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    payment = models.ForeignKey("Payment", null=True, on_delete=models.PROTECT, related_name="+")
    refund = models.ForeignKey(
        "Refund", null=True, on_delete=models.PROTECT, related_name="transfers"
    )
    allocation = models.ForeignKey(
        "RefundAllocation", null=True, on_delete=models.PROTECT, related_name="transfers"
    )

    class Meta:
        constraints = [
            fields.one_of("transfer", "debit", ACCOUNTS),
            fields.one_of("transfer", "credit", ACCOUNTS),
            fields.is_currency("transfer"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="transfer_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two"),
            models.UniqueConstraint(
                fields=["allocation", "kind"],
                condition=Q(allocation__isnull=False),
                name="transfer_once_per_step",
            ),
            models.UniqueConstraint(
                fields=["payment", "kind"],
                condition=Q(allocation__isnull=True, payment__isnull=False),
                name="transfer_once_per_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit} ← {self.credit} {self.amount_minor} {self.currency}"
