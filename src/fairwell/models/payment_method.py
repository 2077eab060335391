"""How a customer pays: a gateway's token, and the visits to the gateway's page that make one."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields
from fairwell.models.customer import Customer


class PaymentMethod(models.Model):
    """A gateway's token for a card or account, with what a person recognises it by."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="methods")
    gateway = models.CharField(max_length=20)
    method_ref = models.CharField(max_length=120)
    brand = models.CharField(max_length=30, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_month = models.PositiveSmallIntegerField(null=True)
    expires_year = models.PositiveSmallIntegerField(null=True)
    refused_at = models.DateTimeField(null=True, help_text="Declined for good: not tried again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "method_ref"], name="method_once"),
        ]
        indexes = [
            models.Index(
                fields=["expires_year", "expires_month"],
                condition=Q(expires_year__isnull=False, refused_at__isnull=True),
                name="method_by_expiry",
            )
        ]

    def __str__(self) -> str:
        return self.method_ref


class CardSetup(models.Model):
    """A visit to the gateway's own page to leave another card there; we see only its token."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="card_setups")
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="+"
    )
    token = models.CharField(max_length=43, unique=True)
    gateway = models.CharField(max_length=20)
    setup_ref = models.CharField(max_length=120, blank=True)
    state = fields.word("open")
    method = models.ForeignKey(PaymentMethod, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            fields.one_of("card_setup", "state", ("open", "done", "cancelled", "expired")),
            models.CheckConstraint(
                condition=Q(state="done", method__isnull=False)
                | (~Q(state="done") & Q(method__isnull=True)),
                name="card_setup_done_has_card",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="card_setup_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"card setup {self.pk}"
