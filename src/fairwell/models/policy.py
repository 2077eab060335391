"""The policies as they stood: immutable versions, pinned to a subscription when it was bought."""

from django.db import models

from fairwell.models import fields


class PolicyVersion(models.Model):
    """One version of a pack, kept word for word."""

    pack_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    kind = fields.word()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    text = models.TextField(help_text="The pack's TOML, as published.")
    digest = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("policy", "kind", ("vendor", "statutory")),
            models.UniqueConstraint(fields=["pack_id", "version"], name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} v{self.version}"


class PinnedPolicy(models.Model):
    """Which version binds which subscription."""

    subscription = models.ForeignKey(
        "Subscription", on_delete=models.PROTECT, related_name="pinned_policies"
    )
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "policy"], name="pinned_once")
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}: {self.policy_id}"
