"""Who pays: a person or firm on the vendor's books, claimed by a user when they sign up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from fairwell.models import fields

VAT_ANSWERS = ("valid", "invalid", "unknown")


class Customer(models.Model):
    """One customer record; the same person may have several, joined by the address they own."""

    external_id = models.CharField(max_length=120, unique=True)
    email = models.EmailField(max_length=254, db_index=True, help_text="lower case")
    name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=6, blank=True)
    language = models.CharField(max_length=5, blank=True)
    consumer = models.BooleanField(default=True)
    vat_number = models.CharField(max_length=20, blank=True)
    vat_number_valid = models.BooleanField(
        default=False, help_text="Checked with the register, which knows it."
    )
    billing_details = models.ForeignKey(
        "BillingDetails",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version that new invoices are made out to.",
    )
    created_at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="customers",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(vat_number_valid=False) | ~Q(vat_number=""),
                name="customer_valid_number_is_there",
            )
        ]

    def __str__(self) -> str:
        return self.external_id


class BillingDetails(models.Model):
    """To whom an invoice was made out; a change makes a new version, so that old ones stand."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="billing_versions"
    )
    name = models.CharField(max_length=200, blank=True)
    address = models.TextField(blank=True, help_text="Lines as they are printed.")
    country = models.CharField(max_length=2, blank=True)
    subdivision = models.CharField(max_length=6, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"details {self.pk}"


class VatNumberCheck(models.Model):
    """What the register said of a VAT number, and under which consultation number."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="vat_checks")
    number = models.CharField(max_length=20)
    answer = fields.word()
    name = models.CharField(max_length=300, blank=True)
    consultation_ref = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [fields.one_of("vat_check", "answer", VAT_ANSWERS)]

    def __str__(self) -> str:
        return f"{self.number}: {self.answer}"


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
