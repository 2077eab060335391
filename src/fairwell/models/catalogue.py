"""What is sold: products, their plans, and versioned prices."""

from django.db import models

from fairwell.models import fields

TAX_BEHAVIOURS = ("inclusive", "exclusive", "unspecified")


class Product(models.Model):
    """A line of software."""

    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    policy = models.CharField(
        max_length=80, blank=True, help_text="Vendor pack of this product; blank is the default."
    )

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A tier of a product."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="plans")
    tier = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "tier"], name="plan_once")]

    def __str__(self) -> str:
        return self.tier


class Price(models.Model):
    """What one unit of a plan costs for one term; never edited, only followed by a new one."""

    external_id = models.CharField(max_length=120, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    term = models.CharField(max_length=12, help_text="ISO 8601 period")
    devices = models.PositiveIntegerField(default=1)
    currency = fields.currency()
    amount_minor = fields.minor_units()
    tax_behaviour = fields.word("unspecified")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            fields.one_of("price", "tax_behaviour", TAX_BEHAVIOURS),
            fields.is_currency("price"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0), name="price_not_negative"
            ),
            models.CheckConstraint(condition=models.Q(devices__gte=1), name="price_has_devices"),
            models.CheckConstraint(
                condition=models.Q(term__startswith="P"), name="price_term_is_iso"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
