"""Who pays: a person or firm on the vendor's books, claimed by a user when they sign up."""

from django.conf import settings
from django.db import models


class Customer(models.Model):
    """One customer record; the same person may have several, joined by the address they own."""

    external_id = models.CharField(max_length=120, unique=True)
    email = models.EmailField(max_length=254, db_index=True, help_text="lower case")
    name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=6, blank=True)
    language = models.CharField(max_length=5, blank=True)
    consumer = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
    )

    def __str__(self) -> str:
        return self.external_id


class Invitation(models.Model):
    """A one-time link to an imported address; only its hash is kept."""

    email = models.EmailField(max_length=254, db_index=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")), name="invitation_lasts"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class PaymentMethod(models.Model):
    """A gateway's token for a card or account, with what a person recognises it by."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="methods")
    gateway = models.CharField(max_length=20)
    method_ref = models.CharField(max_length=120)
    brand = models.CharField(max_length=30, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_month = models.PositiveSmallIntegerField(null=True)
    expires_year = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "method_ref"], name="method_once"),
        ]

    def __str__(self) -> str:
        return self.method_ref
