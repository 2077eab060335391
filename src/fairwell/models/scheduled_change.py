"""What will become of a subscription: changes that were agreed or announced, and have a date."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

SLOTS = ("plan", "price", "pause")
CHANGE_STATES = ("scheduled", "applied", "undone", "replaced")


class ScheduledChange(models.Model):
    """One change of a subscription, to come or come true; a slot holds one at a time.

    `plan` is what the subscriber chose, `price` an announced new price they were told of, `pause`
    a pause that begins with the next period.
    """

    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="changes"
    )
    slot = fields.word("plan")
    kind = fields.word()
    state = fields.word("scheduled")
    to_price = models.ForeignKey("Price", null=True, on_delete=models.PROTECT, related_name="+")
    to_quantity = models.PositiveIntegerField(null=True)
    resume_at = models.DateTimeField(null=True)
    announced = models.ForeignKey(
        "PriceChange", null=True, on_delete=models.PROTECT, related_name="subscriptions"
    )
    effective_at = models.DateTimeField()
    decision = models.JSONField(default=dict)
    quote = models.OneToOneField(
        "RefundQuote", null=True, on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.CharField(max_length=120, unique=True)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    actor = fields.word()
    channel = fields.word()

    class Meta:
        constraints = [
            fields.one_of("change", "slot", SLOTS),
            fields.one_of("change", "state", CHANGE_STATES),
            models.UniqueConstraint(
                fields=["subscription", "slot"],
                condition=Q(state="scheduled"),
                name="change_one_scheduled",
            ),
            models.CheckConstraint(
                condition=Q(slot="pause", to_price__isnull=True)
                | (~Q(slot="pause") & Q(to_price__isnull=False, to_quantity__gte=1)),
                name="change_has_target",
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", closed_at__isnull=True)
                | (~Q(state="scheduled") & Q(closed_at__isnull=False)),
                name="change_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.kind} {self.state}"
