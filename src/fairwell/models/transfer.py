"""The ledger: transfers from one account to another, so that an imbalance cannot be written."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

ACCOUNTS = (
    "receivables",  # billed, not yet paid
    "charges_clearing",  # asked of the gateway, outcome not yet recorded
    "cash",  # held for the vendor by the gateway
    "deferred_revenue",  # billed for time that has not passed yet
    "revenue",  # earned
    "tax_payable",
    "credit_balances",  # owed to subscribers as credit
    "refunds",  # revenue given back
    "refunds_payable",  # promised to subscribers, not yet sent
    "refunds_clearing",  # handed to the gateway, outcome not yet recorded
    "other_routes_payable",  # to be paid back some other way
    "disputes",  # held by banks until a dispute is decided
    "bad_debt",
)


def _subject(model: str, related: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        model, null=True, on_delete=models.PROTECT, related_name=related, db_index=False
    )


class Transfer(models.Model):
    """One movement: the debited account gains what the credited one gives."""

    debit = fields.word()
    credit = fields.word()
    currency = fields.currency()
    amount_minor = fields.minor_units()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    # Each transfer has one subject; partial unique indexes find it and forbid a second of a kind.
    invoice = _subject("Invoice", "transfers")
    attempt = _subject("PaymentAttempt", "transfers")
    payment = _subject("Payment", "transfers")
    refund = _subject("Refund", "transfers")
    allocation = _subject("RefundAllocation", "transfers")
    credit_note = _subject("CreditNote", "transfers")
    dispute = _subject("Dispute", "transfers")
    day = models.DateField(null=True, help_text="Of revenue recognised for a whole day.")

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
            *[
                models.UniqueConstraint(
                    fields=[subject, "kind"],
                    condition=Q(**{f"{subject}__isnull": False}),
                    name=f"transfer_once_per_{subject}",
                )
                for subject in ("invoice", "attempt", "credit_note", "dispute")
            ],
            models.UniqueConstraint(
                fields=["day", "kind", "currency"],
                condition=Q(day__isnull=False),
                name="transfer_once_per_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=[subject],
                condition=Q(**{f"{subject}__isnull": False}),
                name=f"transfer_of_{subject}",
            )
            for subject in ("payment", "refund")
        ]

    def __str__(self) -> str:
        return f"{self.debit} ← {self.credit} {self.amount_minor} {self.currency}"
