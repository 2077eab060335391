"""What a subscription gives, from when to when; and the devices that use it."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields


class Entitlement(models.Model):
    """A feature of a subscription over one span; open-ended while nothing is settled to end it."""

    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="entitlements", db_index=False
    )
    feature = models.CharField(max_length=60, help_text="A feature's key, or devices.")
    quantity = models.PositiveIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "feature", "starts_at"], name="entitlement_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="entitlement_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.feature}"


class Device(models.Model):
    """A machine that uses a subscription; a removed one makes room for another."""

    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="registered_devices"
    )
    name = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=120, help_text="The product's own name for it.")
    registered_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    channel = fields.word()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "fingerprint"],
                condition=Q(removed_at__isnull=True),
                name="device_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
