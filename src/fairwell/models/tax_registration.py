"""Where the vendor collects tax, and the rates it set itself."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields


class TaxRegistration(models.Model):
    """One registration; without any that covers a buyer, no tax is charged to them."""

    country = models.CharField(max_length=2)
    subdivision = models.CharField(max_length=6, blank=True)
    scheme = fields.word()
    number = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="The last day of it.")

    class Meta:
        constraints = [
            fields.one_of("tax_registration", "scheme", ("domestic", "oss", "foreign")),
            models.UniqueConstraint(
                fields=["country", "subdivision", "scheme", "valid_from"],
                name="tax_registration_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="tax_registration_lasts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.scheme}"


class TaxRates(models.Model):
    """Rates in the form of the shipped files, kept word for word; the latest takes precedence."""

    name = models.CharField(max_length=80)
    text = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
