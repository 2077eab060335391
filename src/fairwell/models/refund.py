"""Money on its way back: a refund, and how much of it comes out of which payment."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

REFUND_STATES = (
    "proposed", "awaiting_approval", "approved", "submitted", "pending",
    "succeeded", "failed", "rerouted", "reversed",
)  # fmt: skip
ALLOCATION_STATES = ("reserved", "succeeded", "failed", "rerouted")


class Refund(models.Model):
    """One promise of money, decided by stated rules, paid out exactly once."""

    reference = fields.reference()
    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="refunds"
    )
    cancellation = models.OneToOneField(
        "CancellationRequest", null=True, on_delete=models.PROTECT, related_name="refund"
    )
    quote = models.OneToOneField(
        "RefundQuote", null=True, on_delete=models.PROTECT, related_name="+"
    )
    currency = fields.currency()
    total_minor = fields.minor_units()
    state = fields.word()
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = models.TextField(blank=True)
    decision = models.JSONField()
    expected_from = models.DateField(null=True)
    expected_by = models.DateField(null=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    instructed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    actor = fields.word()
    channel = fields.word()

    class Meta:
        constraints = [
            fields.one_of("refund", "state", REFUND_STATES),
            fields.is_currency("refund"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(settled_at__isnull=False),
                name="refund_succeeded_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RefundAllocation(models.Model):
    """The part of a refund that goes back over one payment."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="allocations")
    payment = models.ForeignKey("Payment", on_delete=models.PROTECT, related_name="allocations")
    amount_minor = fields.minor_units()
    state = fields.word("reserved")
    rule_id = models.CharField(max_length=160, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refund", "payment"], name="allocation_once"),
            fields.one_of("allocation", "state", ALLOCATION_STATES),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="allocation_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}: {self.payment_id}"
