"""Sealed documents: what was confirmed to a subscriber, byte for byte."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

KINDS = (
    "cancellation", "withdrawal", "cancellation_undone", "renewal_off", "renewal_on",
    "refund_instructed", "refund_settled", "refund_failed",
    "change", "change_undone", "pause", "resume",
)  # fmt: skip


class Statement(models.Model):
    """One sealed document; append-only."""

    reference = fields.reference()
    kind = fields.word()
    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="statements"
    )
    cancellation = models.ForeignKey(
        "CancellationRequest", null=True, on_delete=models.PROTECT, related_name="statements"
    )
    refund = models.ForeignKey(
        "Refund", null=True, on_delete=models.PROTECT, related_name="statements"
    )
    language = models.CharField(max_length=5)
    document = models.TextField(help_text="The canonical JSON of statement and seal.")
    key_id = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("statement", "kind", KINDS),
            models.UniqueConstraint(
                fields=["cancellation", "kind"],
                condition=Q(cancellation__isnull=False, refund__isnull=True),
                name="statement_once_per_cancellation",
            ),
            models.UniqueConstraint(
                fields=["refund", "kind"],
                condition=Q(refund__isnull=False),
                name="statement_once_per_refund",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
