"""What needs a person: opened by the product itself or asked for by a subscriber."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

KINDS = (
    "refund_failed", "refund_review", "unknown_outcome", "billing_dispute", "gateway_dispute",
    "reconciliation", "charged_after_end", "credit_left", "early_end",
)  # fmt: skip


class Case(models.Model):
    """One matter for the vendor's people, with a reference the subscriber holds too."""

    reference = fields.reference()
    kind = fields.word()
    state = fields.word("open")
    key = models.CharField(
        max_length=160, null=True, unique=True, help_text="Keeps one matter from two cases."
    )
    customer = models.ForeignKey(
        "Customer", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    invoice = models.ForeignKey(
        "Invoice", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    allocation = models.OneToOneField(
        "RefundAllocation", null=True, on_delete=models.PROTECT, related_name="case"
    )
    message = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            fields.one_of("case", "kind", KINDS),
            fields.one_of("case", "state", ("open", "closed")),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | Q(state="open", closed_at__isnull=True),
                name="case_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
