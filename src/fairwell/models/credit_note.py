"""What was taken back of an invoice: credit notes with their gapless numbers."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields
from fairwell.models.invoice import Invoice, InvoiceLine

CREDIT_REASONS = ("refund", "change", "waiver", "void", "goodwill")
CREDIT_TO = ("refund", "credit_balance", "receivable")


class CreditNote(models.Model):
    """What is credited on one invoice, why, and where the money goes."""

    number = models.CharField(max_length=60, unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    refund = models.ForeignKey(
        "Refund", null=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    kind = fields.word("refund")
    to = fields.word("refund")
    currency = fields.currency()
    net_minor = fields.minor_units(default=0)
    tax_minor = fields.minor_units(default=0)
    total_minor = fields.minor_units()
    taxes = models.JSONField(default=list, help_text="Taxes taken back, as the invoice lists them.")
    reason = models.CharField(max_length=120)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "invoice"],
                condition=Q(refund__isnull=False),
                name="credit_note_once",
            ),
            fields.one_of("credit_note", "kind", CREDIT_REASONS),
            fields.one_of("credit_note", "to", CREDIT_TO),
            models.CheckConstraint(
                condition=Q(to="refund", refund__isnull=False)
                | (~Q(to="refund") & Q(refund__isnull=True)),
                name="credit_note_of_refund_has_it",
            ),
            models.CheckConstraint(
                condition=Q(total_minor__gt=0, net_minor__gte=0, tax_minor__gte=0),
                name="credit_note_positive",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("net_minor") + F("tax_minor")),
                name="credit_note_adds_up",
            ),
            fields.is_currency("credit_note"),
        ]

    def __str__(self) -> str:
        return self.number


class CreditNoteLine(models.Model):
    """What was credited of one line, gross and net, and how much of it had not been earned yet."""

    credit_note = models.ForeignKey(CreditNote, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="credits")
    total_minor = fields.minor_units()
    net_minor = fields.minor_units()
    deferred_minor = fields.minor_units()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credit_note", "line"], name="credit_line_once"),
            models.CheckConstraint(
                condition=Q(total_minor__gt=0, net_minor__gte=0, deferred_minor__gte=0)
                & Q(total_minor__gte=F("net_minor"))
                & Q(net_minor__gte=F("deferred_minor")),
                name="credit_line_parts_within_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit_note_id}: {self.line_id}"
