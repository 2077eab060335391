"""The vendor whose deployment this is: name, zone, languages and default policy."""

from zoneinfo import ZoneInfo

from django.db import models

from fairwell.models import fields


class Vendor(models.Model):
    """One row: one deployment serves one vendor."""

    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=200)
    postal_address = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    subdivision = models.CharField(max_length=3, blank=True)
    timezone = models.CharField(max_length=64)
    default_language = models.CharField(max_length=5, default="en")
    languages = models.JSONField(default=list)
    default_currency = fields.currency()
    brand = models.JSONField(default=dict)
    vat_number = models.CharField(max_length=20, blank=True)
    default_policy = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="vendor_is_one")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which calendar dates are reckoned."""
        return ZoneInfo(self.timezone)
