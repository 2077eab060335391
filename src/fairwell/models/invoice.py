"""What was billed and what was credited: invoices, credit notes and their gapless numbers."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

INVOICE_STATES = ("draft", "finalized", "paid", "voided", "uncollectible")


class NumberSeries(models.Model):
    """The next number of a gapless series; the row is locked while one is taken."""

    name = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=20)
    next_no = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Invoice(models.Model):
    """A bill; its number is the order number that a subscriber reads on it."""

    number = models.CharField(max_length=60, unique=True)
    customer = models.ForeignKey("Customer", on_delete=models.PROTECT, related_name="invoices")
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="invoices"
    )
    kind = fields.word("period")
    period_no = models.PositiveIntegerField(null=True)
    period_start = models.DateTimeField(null=True)
    period_end = models.DateTimeField(null=True)
    currency = fields.currency()
    total_minor = fields.minor_units()
    state = fields.word()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("invoice", "state", INVOICE_STATES),
            fields.one_of("invoice", "kind", ("period", "adjustment")),
            fields.is_currency("invoice"),
            models.CheckConstraint(condition=Q(total_minor__gte=0), name="invoice_not_negative"),
            models.UniqueConstraint(
                fields=["subscription", "period_no"],
                condition=Q(kind="period") & ~Q(state="voided"),
                name="invoice_one_live_per_period",
            ),
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(period_end__gt=F("period_start")),
                name="invoice_period_lasts",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    """One line of an invoice."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    price = models.ForeignKey("Price", null=True, on_delete=models.PROTECT, related_name="+")
    description = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField(default=1)
    amount_minor = fields.minor_units()

    def __str__(self) -> str:
        return self.description


class CreditNote(models.Model):
    """What is credited on one invoice by one refund."""

    number = models.CharField(max_length=60, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    refund = models.ForeignKey("Refund", on_delete=models.PROTECT, related_name="credit_notes")
    currency = fields.currency()
    total_minor = fields.minor_units()
    reason = models.CharField(max_length=120)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "invoice"], name="credit_note_once"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="credit_note_positive"),
            fields.is_currency("credit_note"),
        ]

    def __str__(self) -> str:
        return self.number
