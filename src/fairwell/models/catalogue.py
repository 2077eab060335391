"""What is sold: products, their plans, versioned prices, and announced changes of a price."""

from django.db import models
from django.db.models import F, Q

from fairwell.models import fields

TAX_BEHAVIOURS = ("inclusive", "exclusive", "unspecified")


class Product(models.Model):
    """A line of software."""

    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    policy = models.CharField(
        max_length=80, blank=True, help_text="Vendor pack of this product; blank is the default."
    )
    tax_category = models.CharField(
        max_length=40, default="software", help_text="Which of the tax table's rates applies."
    )

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A tier of a product, with the features it gives."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="plans")
    tier = models.CharField(max_length=120)
    rank = models.PositiveIntegerField(default=0, help_text="Order of tiers, the least first.")
    features = models.JSONField(default=list, help_text="Feature keys, in the order shown.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "tier"], name="plan_once")]

    def __str__(self) -> str:
        return self.tier


class Price(models.Model):
    """What one unit of a plan costs for one term; never edited, only followed by a new one."""

    external_id = models.CharField(max_length=120, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    version = models.PositiveIntegerField(default=1)
    follows = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    term = models.CharField(max_length=12, help_text="ISO 8601 period that is billed at a time")
    devices = models.PositiveIntegerField(default=1)
    currency = fields.currency()
    amount_minor = fields.minor_units()
    tax_behaviour = fields.word("unspecified")
    trial = models.CharField(max_length=12, blank=True, help_text="ISO 8601 period; blank is none")
    trial_needs_card = models.BooleanField(default=True)
    intro_minor = fields.minor_units(null=True)
    intro_periods = models.PositiveIntegerField(default=0)
    first_term = models.CharField(
        max_length=12, blank=True, help_text="Least length of the contract; blank is one term"
    )
    notice = models.CharField(
        max_length=12, blank=True, help_text="Notice to end the contract after its first term"
    )
    extension = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Price at which the contract goes on after its first term",
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            fields.one_of("price", "tax_behaviour", TAX_BEHAVIOURS),
            fields.is_currency("price"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=Q(devices__gte=1), name="price_has_devices"),
            *[
                models.CheckConstraint(
                    condition=Q(**{column: ""}) | Q(**{f"{column}__startswith": "P"}),
                    name=f"price_{column}_is_iso",
                )
                for column in ("trial", "first_term", "notice")
            ],
            models.CheckConstraint(condition=Q(term__startswith="P"), name="price_term_is_iso"),
            models.CheckConstraint(
                condition=Q(intro_minor__isnull=True, intro_periods=0)
                | Q(intro_minor__gte=0, intro_periods__gte=1),
                name="price_introduction_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class PriceChange(models.Model):
    """An announced change: who pays the old price pays the new one from a renewal on."""

    from_price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="changes_away")
    to_price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="changes_to")
    announced_at = models.DateTimeField()
    effective_at = models.DateTimeField(help_text="Renewals at or after it are at the new price.")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_price"],
                condition=Q(withdrawn_at__isnull=True),
                name="price_change_one_open",
            ),
            models.CheckConstraint(
                condition=Q(effective_at__gt=F("announced_at")), name="price_change_is_announced"
            ),
            models.CheckConstraint(
                condition=~Q(from_price=F("to_price")), name="price_change_changes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_price_id} → {self.to_price_id}"
