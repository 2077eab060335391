"""Money received, and every attempt to move money, written down before it is tried."""

from django.db import models
from django.db.models import F, Q

from fairwell.domain.payments import ATTEMPT_STATES, SETTLED
from fairwell.models import fields

OPEN_ATTEMPT_STATES = sorted(set(ATTEMPT_STATES) - SETTLED)


class Payment(models.Model):
    """A captured payment; what can still be refunded is reserved on this row first."""

    invoice = models.ForeignKey("Invoice", on_delete=models.PROTECT, related_name="payments")
    method = models.ForeignKey("PaymentMethod", null=True, on_delete=models.PROTECT)
    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=120)
    currency = fields.currency()
    captured_minor = fields.minor_units()
    captured_at = models.DateTimeField()
    disputed = models.BooleanField(default=False, help_text="The bank was asked to reverse it.")
    refunded_before_import_minor = fields.minor_units(default=0)
    refund_reserved_minor = fields.minor_units(default=0)
    refunded_minor = fields.minor_units(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "gateway_ref"], name="payment_once"),
            fields.is_currency("payment"),
            models.CheckConstraint(
                condition=Q(captured_minor__gt=0)
                & Q(refund_reserved_minor__gte=0)
                & Q(refunded_before_import_minor__gte=0)
                & Q(refunded_minor__gte=F("refunded_before_import_minor")),
                name="payment_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=F("refunded_minor") + F("refund_reserved_minor")),
                name="payment_refunds_within_captured",
            ),
        ]

    def __str__(self) -> str:
        return self.gateway_ref

    @property
    def refundable_minor(self) -> int:
        """What may still be refunded, in minor units."""
        return self.captured_minor - self.refunded_minor - self.refund_reserved_minor


class PaymentAttempt(models.Model):
    """One request to the gateway: durable before the call, with its idempotency key."""

    kind = fields.word()
    invoice = models.ForeignKey(
        "Invoice", null=True, on_delete=models.PROTECT, related_name="attempts"
    )
    # Only one of the two subjects is there, so that each index holds only its own kind.
    allocation = models.ForeignKey(
        "RefundAllocation",
        null=True,
        on_delete=models.PROTECT,
        related_name="attempts",
        db_index=False,
    )
    method = models.ForeignKey(
        "PaymentMethod", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    gateway = models.CharField(max_length=20)
    gateway_ref = models.CharField(max_length=120, null=True)
    idempotency_key = models.CharField(max_length=120)
    currency = fields.currency()
    amount_minor = fields.minor_units()
    state = fields.word("init")
    failure_code = models.CharField(max_length=60, blank=True)
    hard = models.BooleanField(default=False, help_text="Declined for good on this card.")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True, help_text="When to ask the gateway what became of it.")
    times_asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idempotency_key"], name="attempt_key_once"),
            fields.one_of("attempt", "kind", ("charge", "refund")),
            fields.one_of("attempt", "state", ATTEMPT_STATES),
            models.CheckConstraint(
                condition=Q(kind="charge", invoice__isnull=False, allocation__isnull=True)
                | Q(kind="refund", invoice__isnull=True, allocation__isnull=False),
                name="attempt_has_one_subject",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="attempt_amount_positive"),
            models.UniqueConstraint(
                fields=["gateway", "gateway_ref"],
                condition=Q(gateway_ref__isnull=False),
                name="attempt_gateway_ref_once",
            ),
            *[
                models.UniqueConstraint(
                    fields=[subject],
                    condition=Q(**{f"{subject}__isnull": False}) & which,
                    name=f"attempt_{subject}_{name}",
                )
                for subject in ("invoice", "allocation")
                for name, which in (
                    ("one_open", Q(state__in=OPEN_ATTEMPT_STATES)),
                    ("one_success", Q(state="succeeded")),
                )
            ],
        ]
        indexes = [
            models.Index(
                fields=["ask_at"], condition=Q(ask_at__isnull=False), name="attempt_to_ask"
            ),
            models.Index(
                fields=["allocation"],
                condition=Q(allocation__isnull=False),
                name="attempt_of_allocation",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
