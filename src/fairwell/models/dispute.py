"""A payment that its payer asked the bank to reverse, and how that stands."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

DISPUTE_STATES = (
    "early_warning", "needs_response", "under_review", "won", "lost", "conceded",
)  # fmt: skip
CLOSED_DISPUTES = ("won", "lost", "conceded")


class Dispute(models.Model):
    """One dispute at the gateway; while it is open, nothing is refunded from its payment."""

    reference = fields.reference()
    payment = models.ForeignKey("Payment", on_delete=models.PROTECT, related_name="disputes")
    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=120)
    state = fields.word()
    reason = models.CharField(max_length=60, blank=True)
    currency = fields.currency()
    amount_minor = fields.minor_units()
    respond_by = models.DateTimeField(null=True)
    case = models.OneToOneField(
        "Case", null=True, on_delete=models.PROTECT, related_name="gateway_dispute"
    )
    evidence_key = models.CharField(max_length=120, blank=True)
    evidence_sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            fields.one_of("dispute", "state", DISPUTE_STATES),
            fields.is_currency("dispute"),
            models.UniqueConstraint(fields=["gateway", "gateway_ref"], name="dispute_once"),
            models.UniqueConstraint(
                fields=["payment"],
                condition=~Q(state__in=CLOSED_DISPUTES),
                name="dispute_one_open",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_positive"),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED_DISPUTES, closed_at__isnull=False)
                | (~Q(state__in=CLOSED_DISPUTES) & Q(closed_at__isnull=True)),
                name="dispute_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
