"""Mails: what is owed to whom, which template, and the proof that it was sent."""

from django.db import models
from django.db.models import Q

from fairwell.models import fields

STATES = ("queued", "sent", "failed", "dropped")
TOPICS = ("mail", "refund", "evidence", "vat_number")
PREFERENCES = ("renewal_reminder", "card_expiry", "annual_summary", "pause_ending")


class Notice(models.Model):
    """One mail to one address; its content comes from a template and a sealed statement."""

    key = models.CharField(max_length=120, unique=True, help_text="Makes a notice unrepeatable.")
    template = models.CharField(max_length=60)
    template_version = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    to_email = models.EmailField(max_length=254)
    customer = models.ForeignKey(
        "Customer", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    subscription = models.ForeignKey(
        "Subscription", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    statement = models.ForeignKey(
        "Statement", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    context = models.JSONField(default=dict, help_text="Emptied once sent: it may hold a code.")
    invoice = models.ForeignKey(
        "Invoice", null=True, on_delete=models.PROTECT, related_name="notices"
    )
    period_no = models.PositiveIntegerField(null=True, help_text="The period it speaks of.")
    required_by = models.JSONField(default=list, help_text="Pack and rule; empty is a courtesy.")
    due_at = models.DateTimeField(null=True, help_text="When it should leave; null is at once.")
    last_day = models.DateField(null=True, help_text="Last day on which it is in time.")
    state = fields.word("queued")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, blank=True)
    server_answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            fields.one_of("notice", "state", STATES),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_has_time",
            ),
        ]
        indexes = [models.Index(fields=["subscription", "template"], name="notice_of_subscription")]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class NoticePreference(models.Model):
    """A courtesy that a customer does not want; what the law requires is sent all the same."""

    customer = models.ForeignKey(
        "Customer", on_delete=models.PROTECT, related_name="notice_preferences"
    )
    kind = fields.word()
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            fields.one_of("notice_preference", "kind", PREFERENCES),
            models.UniqueConstraint(fields=["customer", "kind"], name="notice_preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.kind}"


class OutboxEntry(models.Model):
    """A promise made in a transaction, for the worker to keep after it."""

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    subject_id = models.BigIntegerField()
    promised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    objective_at = models.DateTimeField(help_text="By when it should be done.")
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [fields.one_of("outbox", "topic", TOPICS)]
        indexes = [
            models.Index(
                fields=["objective_at"], condition=Q(done_at__isnull=True), name="outbox_to_do"
            )
        ]

    def __str__(self) -> str:
        return self.key
