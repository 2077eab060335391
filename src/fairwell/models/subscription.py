"""A subscription: three axes instead of one status, and where its periods stand."""

from django.db import models
from django.db.models import F, Q

from fairwell.domain.subscription import RENEWALS, SERVICES, STANDINGS
from fairwell.models import fields


class Subscription(models.Model):
    """A customer's contract for a price; every change of it is told by an event."""

    external_id = models.CharField(max_length=120, unique=True)
    customer = models.ForeignKey("Customer", on_delete=models.PROTECT, related_name="subscriptions")
    price = models.ForeignKey("Price", on_delete=models.PROTECT, related_name="subscriptions")
    quantity = models.PositiveIntegerField(default=1)
    renewal = fields.word()
    standing = fields.word()
    service = fields.word()
    concluded_at = models.DateTimeField(help_text="When the contract was made.")
    early_start_requested = models.BooleanField(null=True)
    informed_of_withdrawal = models.BooleanField(
        default=True, help_text="False keeps a right to withdraw open for a further year."
    )
    anchor_at = models.DateTimeField(help_text="Start of the period numbered anchor_period_no.")
    anchor_period_no = models.PositiveIntegerField(default=1)
    current_period_no = models.PositiveIntegerField()
    current_period_start = models.DateTimeField()
    current_period_end = models.DateTimeField()
    trial_end = models.DateTimeField(null=True)
    method = models.ForeignKey(
        "PaymentMethod",
        null=True,
        on_delete=models.PROTECT,
        related_name="subscriptions",
        help_text="What its charges are taken from.",
    )
    intro_used = models.PositiveIntegerField(
        default=0, help_text="Periods billed at the present price's introductory amount."
    )
    first_term_end = models.DateTimeField(null=True, help_text="End of the least contract length.")
    paused_at = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True, help_text="When a pause ends by itself.")
    bill_at = models.DateTimeField(
        null=True, help_text="When the billing run has its next step; null is never."
    )
    ends_at = models.DateTimeField(null=True, help_text="When it will end, once that is settled.")
    ended_at = models.DateTimeField(null=True)
    last_event_no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            fields.one_of("subscription", "renewal", RENEWALS),
            fields.one_of("subscription", "standing", STANDINGS),
            fields.one_of("subscription", "service", SERVICES),
            models.CheckConstraint(
                condition=Q(current_period_end__gt=F("current_period_start")),
                name="subscription_period_lasts",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="subscription_has_quantity"),
            models.CheckConstraint(
                condition=~Q(renewal="non_renewing") | Q(ends_at__isnull=False),
                name="subscription_non_renewing_has_end",
            ),
            models.CheckConstraint(
                condition=Q(renewal="ended", service="terminated", ended_at__isnull=False)
                | (~Q(renewal="ended") & ~Q(service="terminated") & Q(ended_at__isnull=True)),
                name="subscription_ended_is_terminated",
            ),
            models.CheckConstraint(
                condition=~Q(renewal="auto_renewing")
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("current_period_end")),
                name="subscription_renewing_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(bill_at__isnull=True)
                | (Q(renewal="auto_renewing") & ~Q(service__in=("paused", "terminated"))),
                name="subscription_billed_only_while_renewing",
            ),
            models.CheckConstraint(
                condition=Q(service="paused", paused_at__isnull=False)
                | (~Q(service="paused") & Q(paused_at__isnull=True)),
                name="subscription_paused_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["bill_at"], condition=Q(bill_at__isnull=False), name="subscription_to_bill"
            ),
            models.Index(
                fields=["resume_at"],
                condition=Q(paused_at__isnull=False),
                name="subscription_to_resume",
            ),
            models.Index(
                fields=["ends_at"],
                condition=Q(ended_at__isnull=True, ends_at__isnull=False),
                name="subscription_due_to_end",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class SubscriptionEvent(models.Model):
    """What happened, in order; append-only, and enough to rebuild the axes."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="events")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor = fields.word()
    channel = fields.word()
    data = models.JSONField(default=dict, help_text="No personal data.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "no"], name="event_no_once"),
            fields.one_of("event", "actor", ("subscriber", "agent", "operator", "system")),
            fields.one_of(
                "event", "channel", ("portal", "shell", "worker", "import", "api", "phone", "mail")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}#{self.no} {self.kind}"
